namespace Multiprocessing.Messaging;

/// <summary>The kind of a record in a ring.</summary>
[Flags]
internal enum RecordFlags
{
    None = 0,

    /// <summary>A message begins here. Unless the message also ends here, its whole length comes first.</summary>
    First = 1,

    /// <summary>A message ends here.</summary>
    Last = 2,

    /// <summary>A list of the holds on the blocks that the message names comes first.</summary>
    Names = 4,

    /// <summary>No message; the next record is at the buffer's beginning.</summary>
    Skip = 16,

    /// <summary>No message; the next record is in the next buffer.</summary>
    Jump = 32,
}
