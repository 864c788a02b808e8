namespace Multiprocessing.Messaging;

/// <summary>
/// Puts messages together from bytes as they come: some of the next one, or several at once. Whoever waits may give up at any time; what
/// has come is kept. Takes memory for what has come, not for what was announced. Used by one at a time.
/// </summary>
internal sealed class MessageAssembler(int limit)
{
    // A message that fits is put together here; a larger one has memory of its own, so that it need not be copied.
    private const int BufferSize = 16 << 10;

    // What is announced is believed up to here.
    private const int FirstStep = 1 << 20;

    private const int Unknown = -1;

    private byte[] _buffer = [];
    private int _start;
    private int _end;
    private byte[]? _large;
    private int _filled;
    private int _length = Unknown;

    /// <summary>Whether nothing more will come.</summary>
    internal bool HasEnded { get; private set; }

    /// <summary>Whether a part of a message has come.</summary>
    internal bool IsWithin => _length != Unknown || _start < _end;

    /// <summary>The length of the message that is there.</summary>
    internal int Length => _length;

    /// <summary>Whether a message is there whole.</summary>
    /// <exception cref="InvalidDataException">A length is negative, or more than is allowed.</exception>
    internal bool IsComplete()
    {
        if (_length == Unknown && !TryBegin()) return false;
        return _large is null ? _end - _start >= _length : _filled == _length;
    }

    /// <summary>Where the next bytes go; call <see cref="IsComplete"/> before.</summary>
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

    /// <summary>So many bytes have come to where <see cref="Room"/> said; none is the end.</summary>
    internal void Add(int count)
    {
        if (count == 0) HasEnded = true;
        else if (_large is not null) _filled += count;
        else _end += count;
    }

    /// <summary>Takes the message that is there.</summary>
    internal byte[] Take()
    {
        var message = _large ?? _buffer.AsSpan(_start, _length).ToArray();
        Remove();
        return message;
    }

    /// <summary>Takes the message that is there to memory that is long enough.</summary>
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
