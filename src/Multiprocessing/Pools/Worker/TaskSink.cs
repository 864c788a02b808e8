using Multiprocessing.Messaging;

namespace Multiprocessing.Pools.Worker;

/// <summary>Receives a pool's message into a buffer that is used again.</summary>
internal struct TaskSink() : IMessageSink
{
    private byte[] _buffer = new byte[1024];
    private int _received = 0;

    internal readonly Memory<byte> Message => _buffer.AsMemory(0, _received);

    public void Begin(MessageKind kind, long length, ReadOnlySpan<byte> first)
    {
        if (_buffer.Length < length) _buffer = new byte[(int)length];
        _received = 0;
        Append(first);
    }

    public void Append(ReadOnlySpan<byte> more)
    {
        more.CopyTo(_buffer.AsSpan(_received));
        _received += more.Length;
    }
}
