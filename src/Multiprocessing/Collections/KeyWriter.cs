using System.Runtime.InteropServices;

namespace Multiprocessing.Collections;

/// <summary>Writes the parts of a key one behind the other, into a buffer of the thread.</summary>
internal ref struct KeyWriter
{
    /// <summary>In place of a string's length.</summary>
    internal const int NullLength = -1;

    private const int FirstLength = 256;

    [ThreadStatic]
    private static byte[]? t_buffer;

    private byte[] _buffer;
    private int _length;

    public KeyWriter() => _buffer = t_buffer ??= new byte[FirstLength];

    internal readonly ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    internal void Write(string? text)
    {
        var length = text is null ? NullLength : text.Length;
        Write(MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in length)));
        Write(MemoryMarshal.AsBytes(text.AsSpan()));
    }

    internal void Write(scoped ReadOnlySpan<byte> bytes)
    {
        if (_buffer.Length - _length < bytes.Length)
        {
            Array.Resize(ref _buffer, checked(2 * (_length + bytes.Length)));
            t_buffer = _buffer;
        }

        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += bytes.Length;
    }
}
