namespace Multiprocessing.Messaging;

/// <summary>The destination of a message that is being received.</summary>
internal interface IMessageSink
{
    /// <summary>Begins a message, and abandons one that was begun before. If this throws, the message stays in the ring.</summary>
    /// <param name="kind">The kind of the message.</param>
    /// <param name="length">The length of the whole message, in bytes.</param>
    /// <param name="first">The first bytes of the message.</param>
    void Begin(MessageKind kind, long length, ReadOnlySpan<byte> first);

    /// <summary>Appends the next bytes of the message.</summary>
    void Append(ReadOnlySpan<byte> more);
}
