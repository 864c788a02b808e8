namespace Multiprocessing.Messaging;

/// <summary>Receives bytes into memory of the caller, which must be fixed.</summary>
internal unsafe struct GivenBytesSink(byte* start, int capacity) : IMessageSink
{
    /// <summary>How many bytes have been received.</summary>
    internal int Received { get; private set; }

    public void Begin(MessageKind kind, long length, ReadOnlySpan<byte> first)
    {
        IncomingBytes.Check(kind, length);
        if (length > capacity) throw IncomingBytes.TooShort(length, capacity);
        Received = 0;
        Append(first);
    }

    public void Append(ReadOnlySpan<byte> more)
    {
        more.CopyTo(new Span<byte>(start + Received, capacity - Received));
        Received += more.Length;
    }
}
