namespace Multiprocessing.Serialization;

/// <summary>What a look at an object has shown.</summary>
internal enum Verdict : byte
{
    /// <summary>It is as it must be.</summary>
    Holds,

    /// <summary>No sound program has made it.</summary>
    Broken,

    /// <summary>Something that hangs on it has not all of its fields yet.</summary>
    Open,
}
