namespace Multiprocessing.Messaging;

/// <summary>Receives bytes into a new array.</summary>
internal struct NewBytesSink : IMessageSink
{
    private int _received;

    internal byte[]? Bytes { get; private set; }

    public void Begin(MessageKind kind, long length, ReadOnlySpan<byte> first)
    {
        IncomingBytes.Check(kind, length);
        Bytes = length == 0 ? [] : GC.AllocateUninitializedArray<byte>((int)length);
        _received = 0;
        Append(first);
    }

    public void Append(ReadOnlySpan<byte> more)
    {
        more.CopyTo(Bytes.AsSpan(_received));
        _received += more.Length;
    }
}
