namespace Multiprocessing.Memory;

/// <summary>Whose a hold is.</summary>
internal enum HoldState
{
    /// <summary>An object of its process has it.</summary>
    Own,

    /// <summary>Its process has made it for its parent, together with a message that names the block.</summary>
    ForParent,

    /// <summary>Inherited from a child that has ended, or received, and waiting for the message to be read.</summary>
    FromChild,

    /// <summary>Made for whoever reads the message that names the block: a child, or the receiver of what lies in a mailbox.</summary>
    Sent,
}
