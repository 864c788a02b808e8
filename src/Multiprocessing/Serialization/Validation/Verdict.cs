namespace Multiprocessing.Serialization;

/// <summary>The result of checking an object.</summary>
internal enum Verdict : byte
{
    /// <summary>The object is as it must be.</summary>
    Holds,

    /// <summary>No sound program can have made the object.</summary>
    Broken,

    /// <summary>Something that hangs on the object has not all of its fields yet.</summary>
    Open,
}
