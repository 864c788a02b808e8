namespace Multiprocessing.Messaging;

/// <summary>Receives a message that is to be dropped.</summary>
internal struct NoSink : IMessageSink
{
    public readonly void Begin(MessageKind kind, long length, ReadOnlySpan<byte> first)
    {
    }

    public readonly void Append(ReadOnlySpan<byte> more)
    {
    }
}
