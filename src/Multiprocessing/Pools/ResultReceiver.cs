using System.Runtime.InteropServices;
using Multiprocessing.Messaging;
using Multiprocessing.Pools.Tasks;

namespace Multiprocessing.Pools;

/// <summary>
/// Receives a worker's message: elements of an array go straight to their final place, all else into a buffer that is used again.
/// </summary>
internal sealed class ResultReceiver(WorkerLink link)
{
    private const int LargestKept = 1 << 20;

    private byte[] _buffer = new byte[1024];
    private ResultPlace? _place;
    private long _received;
    private bool _isLost;

    internal ResultHeader Header { get; private set; }

    internal MessageKind Kind { get; private set; }

    /// <summary>The task of the message; null for none, or for a task that is not waited for.</summary>
    internal WorkItem? Item { get; private set; }

    /// <summary>The number of bytes after the header.</summary>
    internal long Received => _received;

    /// <summary>The bytes after the header; empty if they went to their final place.</summary>
    internal ReadOnlyMemory<byte> Body => _place is null ? _buffer.AsMemory(0, (int)_received) : default;

    /// <summary>The failure to allocate memory for the result; null for none.</summary>
    internal Exception? Failure { get; private set; }

    internal void Begin(MessageKind kind, long length, ReadOnlySpan<byte> first)
    {
        (Header, Kind) = (MemoryMarshal.Read<ResultHeader>(first), kind);
        Item = link.FindSent(Header.Task);
        (_place, _received, _isLost, Failure) = (null, 0, false, null);
        length -= ResultHeader.Length;
        try
        {
            if (kind == MessageKind.RawArray) _place = Item?.Reserve(length);
            if (_place is null && _buffer.Length < length)
            {
                if (length > Array.MaxLength) throw new InvalidDataException($"The result has {length} bytes, more than can be decoded.");
                _buffer = GC.AllocateUninitializedArray<byte>((int)length);
            }
        }
        catch (Exception exception) when (exception is OutOfMemoryException or OverflowException or InvalidDataException)
        {
            (_isLost, Failure) = (true, exception);
        }

        Append(first[ResultHeader.Length..]);
    }

    internal void Append(ReadOnlySpan<byte> more)
    {
        if (!_isLost) more.CopyTo(_place is { } place ? place.From(_received) : _buffer.AsSpan((int)_received));
        _received += more.Length;
    }

    /// <summary>Prepares for the next message.</summary>
    internal void Clear()
    {
        (Item, _place, Failure) = (null, null, null);
        if (_buffer.Length > LargestKept) _buffer = new byte[1024];
    }
}

/// <inheritdoc cref="ResultReceiver"/>
internal readonly struct ResultSink(ResultReceiver receiver) : IMessageSink
{
    public void Begin(MessageKind kind, long length, ReadOnlySpan<byte> first) => receiver.Begin(kind, length, first);

    public void Append(ReadOnlySpan<byte> more) => receiver.Append(more);
}
