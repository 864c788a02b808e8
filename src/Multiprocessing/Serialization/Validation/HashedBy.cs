namespace Multiprocessing.Serialization;

/// <summary>The parts from which an object's hash code is computed, and which are therefore followed when it is a key.</summary>
internal enum HashedBy : byte
{
    /// <summary>Not determined yet.</summary>
    Unknown,

    /// <summary>The object by itself: its identity, or what is no reference to another object.</summary>
    Itself,

    /// <summary>All members, as those of tuples, records and value types are.</summary>
    Members,

    /// <summary>Whatever the type's author has chosen: any member, or none.</summary>
    User,

    /// <summary>The object by itself; but an author's comparer may look at its elements.</summary>
    Elements,
}
