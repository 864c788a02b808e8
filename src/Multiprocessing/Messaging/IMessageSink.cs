namespace Multiprocessing.Messaging;

/// <summary>Where a message goes that is being received.</summary>
internal interface IMessageSink
{
    /// <summary>
    /// A message begins; one that had begun before never comes to its end. If this throws, the message stays where it is.
    /// </summary>
    /// <param name="kind">What the message is.</param>
    /// <param name="length">Its whole length, in bytes.</param>
    /// <param name="first">Its first bytes.</param>
    void Begin(MessageKind kind, long length, ReadOnlySpan<byte> first);

    /// <summary>More of it.</summary>
    void Append(ReadOnlySpan<byte> more);
}
