namespace Multiprocessing.Messaging;

/// <summary>The kind of a message between processes of one tree.</summary>
internal enum MessageKind
{
    /// <summary>Bytes that were sent as such.</summary>
    Bytes,

    /// <summary>A value without references, as it lies in memory.</summary>
    Raw,

    /// <summary>The elements of an array of values without references.</summary>
    RawArray,

    /// <summary>Any other value, as the codec writes it.</summary>
    Graph,
}
