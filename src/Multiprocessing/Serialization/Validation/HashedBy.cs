namespace Multiprocessing.Serialization;

/// <summary>What the hash code of an object is made of, and so what is followed when it is a key.</summary>
internal enum HashedBy : byte
{
    /// <summary>Nobody has asked yet.</summary>
    Unknown,

    /// <summary>The object by itself: its identity, or what is no reference to another object.</summary>
    Itself,

    /// <summary>All members, as those of tuples, records and value types are.</summary>
    Members,

    /// <summary>What its author has thought of: any member, or none.</summary>
    User,

    /// <summary>Itself; but who follows its author's thoughts may look into it.</summary>
    Elements,
}
