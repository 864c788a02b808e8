using System.Runtime.InteropServices;
using Multiprocessing.Serialization;

namespace Multiprocessing.Collections;

/// <summary>Reads the parts of a key that <see cref="KeyWriter"/> has written.</summary>
internal ref struct KeyReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    internal string? ReadText()
    {
        var length = MemoryMarshal.Read<int>(Read(sizeof(int)));
        return length == KeyWriter.NullLength ? null : new string(MemoryMarshal.Cast<byte, char>(Read(checked(length * sizeof(char)))));
    }

    /// <exception cref="InvalidDataException">There are not so many bytes.</exception>
    internal ReadOnlySpan<byte> Read(int length)
    {
        if ((uint)length > (uint)_rest.Length) throw ObjectReader.Corrupt();
        var read = _rest[..length];
        _rest = _rest[length..];
        return read;
    }
}
