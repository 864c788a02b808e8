using Multiprocessing.Memory;
using Multiprocessing.Platform;

namespace Multiprocessing.Messaging;

/// <summary>
/// Receives a value. A value without references, and the elements of an array of such values, are copied straight to their final place.
/// Other values are copied whole first, and decoded when the ring is free for others.
/// </summary>
/// <param name="isStamped">Whether the message begins with the type of the value.</param>
internal struct ValueSink<T>(bool isStamped) : IMessageSink
{
    private const int LargestKept = 1 << 20;

    [ThreadStatic]
    private static byte[]? t_buffer;

    private T _value = default!;
    private Array? _array = null;
    private byte[]? _bytes = null;
    private int _received = 0;
    private MessageKind _kind = MessageKind.Bytes;

    public void Begin(MessageKind kind, long length, ReadOnlySpan<byte> first)
    {
        if (!AheadOfTime.IsAbsent) throw AheadOfTime.CannotRead();
        _kind = kind;
        (_array, _bytes, _received) = (null, null, 0);
        if ((kind == MessageKind.Raw && ValueDecoder<T>.ReadsMemory) || (kind == MessageKind.RawArray && ValueDecoder<T>.ReadsElements))
        {
            var stamp = isStamped ? ValueStamp<T>.Bytes : [];
            if (first.StartsWith(stamp))
            {
                BeginMemory(kind, length - stamp.Length, first[stamp.Length..]);
                return;
            }
        }

        if (length > Array.MaxLength) throw new InvalidDataException($"The next message has {length} bytes, more than can be decoded.");
        _bytes = Buffer((int)length);
        Append(first);
    }

    private void BeginMemory(MessageKind kind, long length, ReadOnlySpan<byte> first)
    {
        if (kind == MessageKind.Raw)
        {
            _value = ValueDecoder<T>.ReadMemory(first);
            return;
        }

        _array = ValueDecoder<T>.MakeArray(length);
        Append(first);
    }

    public void Append(ReadOnlySpan<byte> more)
    {
        var destination = _array is null ? _bytes.AsSpan() : ValueMessage.BytesOf(_array);
        more.CopyTo(destination[_received..]);
        _received += more.Length;
    }

    /// <summary>Returns the value that has been received.</summary>
    /// <param name="receipt">The number that marks the holds that the message has named; 0 for none.</param>
    /// <exception cref="InvalidCastException">The message has a value of another type.</exception>
    internal readonly T Finish(int receipt)
    {
        if (receipt == 0) return Finish();
        try
        {
            return Finish();
        }
        finally
        {
            // Releases the holds that were not taken, since the message could not be decoded.
            Arena.Instance.ReleaseFromChild(receipt);
        }
    }

    private readonly T Finish()
    {
        if (_array is not null) return (T)(object)_array;
        if (_bytes is null) return _value;
        try
        {
            var message = _bytes.AsMemory(0, _received);
            return isStamped ? ValueMessage.Read<T>(_kind, message) : ValueDecoder<T>.Read(_kind, message);
        }
        finally
        {
            if (_bytes.Length <= LargestKept) t_buffer = _bytes;
        }
    }

    // Removed from the thread while it is in use: decoding may receive something in its turn.
    private static byte[] Buffer(int length)
    {
        var buffer = t_buffer;
        t_buffer = null;
        return buffer is not null && buffer.Length >= length ? buffer : GC.AllocateUninitializedArray<byte>(Math.Max(length, 256));
    }
}
