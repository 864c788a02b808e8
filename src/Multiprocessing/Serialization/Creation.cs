namespace Multiprocessing.Serialization;

/// <summary>How an object of a type is made without calling its constructor.</summary>
internal enum Creation : byte
{
    /// <summary>Not determined yet.</summary>
    Unknown,

    Simple,

    /// <summary>The type has a finalizer, which must not run before the object is complete.</summary>
    Finalizable,

    /// <summary>There are no objects of just this type.</summary>
    Impossible,
}
