namespace Multiprocessing.Memory;

/// <summary>Whose a hold is.</summary>
internal enum HoldState
{
    /// <summary>An object of its process has it.</summary>
    Own,

    /// <summary>Its process has named the block to its parent in what it leaves behind, and the parent inherits it.</summary>
    Bequeathed,

    /// <summary>Inherited from a child, and waiting for the message that names the block to be read.</summary>
    Inherited,
}
