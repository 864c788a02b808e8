namespace Multiprocessing.Messaging;

/// <summary>
/// Puts messages together from bytes as they arrive: a part of a message, or several at once. A caller may give up waiting at any time;
/// what has arrived is kept. Allocates memory for what has arrived, not for what was announced. Not thread-safe.
/// </summary>
internal sealed class MessageAssembler(int limit)
{
    // A message that fits is put together in a buffer of this size; a larger one has memory of its own, so that it need not be copied.
    private const int BufferSize = 16 << 10;

    // The most memory that is allocated for an announced length before its bytes arrive.
    private const int FirstStep = 1 << 20;

    private const int Unknown = -1;

    private byte[] _buffer = [];
    private int _start;
    private int _end;
    private byte[]? _large;
    private int _filled;
    private int _length = Unknown;

    /// <summary>Whether the stream has ended.</summary>
    internal bool HasEnded { get; private set; }

    /// <summary>Whether a part of a message has arrived.</summary>
    internal bool IsWithin => _length != Unknown || _start < _end;

    /// <summary>The length of the message that is complete, in bytes.</summary>
    internal int Length => _length;

    /// <summary>Whether a whole message has arrived.</summary>
    /// <exception cref="InvalidDataException">A length is negative, or more than is allowed.</exception>
    internal bool IsComplete()
    {
        if (_length == Unknown && !TryBegin()) return false;
        return _large is null ? _end - _start >= _length : _filled == _length;
    }

    /// <summary>Returns the memory for the next bytes; <see cref="IsComplete"/> must be called before.</summary>
    internal Memory<byte> Room()
    {
        if (_large is not null)
        {
            if (_filled == _large.Length) Array.Resize(ref _large, (int)Math.Min(_length, 2L * _large.Length));
            return _large.AsMemory(_filled);
        }

        if (_buffer.Length == 0) _buffer = new byte[BufferSize];
        if (_start + (_length == Unknown ? NetworkFrame.LongHeaderLength : _length) > BufferSize || _start == _end)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        return _buffer.AsMemory(_end);
    }

    /// <summary>Notes that bytes were written to the memory that <see cref="Room"/> has returned; 0 for the end of the stream.</summary>
    internal void Add(int count)
    {
        if (count == 0) HasEnded = true;
        else if (_large is not null) _filled += count;
        else _end += count;
    }

    /// <summary>Takes the complete message.</summary>
    internal byte[] Take()
    {
        var message = _large ?? _buffer.AsSpan(_start, _length).ToArray();
        Remove();
        return message;
    }

    /// <summary>Takes the complete message into memory that is long enough.</summary>
    internal void TakeInto(Span<byte> destination)
    {
        (_large is null ? _buffer.AsSpan(_start, _length) : _large).CopyTo(destination);
        Remove();
    }

    private bool TryBegin()
    {
        var taken = NetworkFrame.TryReadHeader(_buffer.AsSpan(_start, _end - _start), limit, out var length);
        if (taken == 0) return false;
        _start += taken;
        _length = length;
        if (length <= BufferSize) return true;
        _large = new byte[Math.Min(length, FirstStep)];
        _filled = _end - _start;
        _buffer.AsSpan(_start, _filled).CopyTo(_large);
        (_start, _end) = (0, 0);
        return true;
    }

    private void Remove()
    {
        if (_large is null) _start += _length;
        (_large, _filled, _length) = (null, 0, Unknown);
    }
}
