namespace Multiprocessing.Serialization;

/// <summary>How an object of a type is made, without a call of its constructor.</summary>
internal enum Creation : byte
{
    /// <summary>Not asked yet.</summary>
    Unknown,

    Simple,

    /// <summary>It has a finalizer, which must not run before the object is complete.</summary>
    Finalizable,

    /// <summary>There are no objects of just this type.</summary>
    Impossible,
}
