namespace Multiprocessing.Messaging;

/// <summary>What a record in a ring is.</summary>
[Flags]
internal enum RecordFlags
{
    None = 0,

    /// <summary>A message begins here; unless it also ends here, its whole length comes first.</summary>
    First = 1,

    /// <summary>A message ends here.</summary>
    Last = 2,

    /// <summary>First comes a list of the holds on what the message names.</summary>
    Names = 4,

    /// <summary>Nothing; the buffer goes on at its beginning.</summary>
    Skip = 16,

    /// <summary>Nothing; the next message is in the next buffer.</summary>
    Jump = 32,
}
