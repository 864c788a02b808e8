namespace Multiprocessing.Memory;

/// <summary>For whom a hold is.</summary>
internal enum HoldState
{
    /// <summary>Used by an object of its process.</summary>
    Own,

    /// <summary>Made by its process for the parent, together with a message that names the block.</summary>
    ForParent,

    /// <summary>Inherited from a child that has ended, or received; waits until the message is read.</summary>
    FromChild,

    /// <summary>Made for the reader of the message that names the block: a child, or the receiver of a message in a mailbox.</summary>
    Sent,
}
