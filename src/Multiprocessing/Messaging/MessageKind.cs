namespace Multiprocessing.Messaging;

/// <summary>What a message between processes of one tree is.</summary>
internal enum MessageKind
{
    /// <summary>Bytes of the sender's.</summary>
    Bytes,

    /// <summary>A value without references, as it lies in memory.</summary>
    Raw,

    /// <summary>The elements of an array of such values.</summary>
    RawArray,

    /// <summary>Whatever else, by the codec.</summary>
    Graph,
}
