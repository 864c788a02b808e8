using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Multiprocessing.Serialization;

/// <content>The bytes: numbers lie as in memory, since both ends are one build on one machine.</content>
internal sealed partial class ObjectWriter
{
    // Room for what follows a large array, so that the array is not copied once more for the sake of a few bytes.
    private const int ReserveAhead = 256;

    // Where there is a destination, a buffer of this size is emptied rather than enlarged, so that it stays in the nearest cache.
    private const int EnoughBuffer = 1 << 14;

    private const int LargestKeptBuffer = 1 << 20;

    // Memory of at least this size goes to its destination at once, bypassing the buffer.
    private const int PassedOnSize = 2048;

    private IBufferWriter<byte>? _destination;
    private readonly int _start;
    private byte[] _buffer = new byte[512];
    private int _length;

    internal ReadOnlyMemory<byte> Written => _buffer.AsMemory(_start, _length - _start);

    /// <summary>The written bytes, after as many bytes as were reserved for a header.</summary>
    internal Memory<byte> WithReserved => _buffer.AsMemory(0, _length);

    internal void WriteByte(byte value) => Reserve(1) = value;

    internal void WriteBoolean(bool value) => WriteByte(value ? (byte)1 : (byte)0);

    internal void WriteNumber(long value) => Unsafe.WriteUnaligned(ref Reserve(8), value);

    internal void WriteCount(int value) => Unsafe.WriteUnaligned(ref Reserve(4), value);

    internal void WriteGuid(Guid value) => Unsafe.WriteUnaligned(ref Reserve(16), value);

    /// <summary>Writes a number that is mostly small: seven bits in each byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void WriteCompact(uint value)
    {
        if (value < 0x80) Reserve(1) = (byte)value;
        else WriteCompactLong(value);
    }

    private void WriteCompactLong(uint value)
    {
        for (; value >= 0x80; value >>= 7) WriteByte((byte)(value | 0x80));
        WriteByte((byte)value);
    }

    /// <summary>Writes a text that is no object of the graph.</summary>
    internal void WriteText(string? value)
    {
        WriteCount(value?.Length ?? -1);
        if (value is not null) WriteUnits(value);
    }

    internal void WriteBytes(ReadOnlySpan<byte> bytes) => WriteLargeMemory(ref MemoryMarshal.GetReference(bytes), bytes.Length);

    // UTF-16 as it lies in memory, so that lone surrogates survive.
    private void WriteUnits(string value) => WriteLargeMemory(ref RawMemory.Units(value), value.Length * (long)sizeof(char));

    /// <summary>Writes memory whose size is that of a type.</summary>
    private void WriteMemory(ref byte source, int size) => RawMemory.Copy(ref Reserve(size), ref source, size);

    internal void WriteLargeMemory(ref byte source, long size)
    {
        if (size > Array.MaxLength) throw TooLarge();
        if (size >= PassedOnSize && _destination is not null) PassOn(ref source, (int)size);
        else WriteMemory(ref source, (int)size);
    }

    // A method of its own, since it makes a process load another assembly.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void PassOn(ref byte source, int size)
    {
        var waiting = _length - _start;
        var span = _destination!.GetSpan(checked(waiting + size));
        _buffer.AsSpan(_start, waiting).CopyTo(span);
        MemoryMarshal.CreateReadOnlySpan(ref source, size).CopyTo(span[waiting..]);
        _destination.Advance(waiting + size);
        _length = _start;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Flush()
    {
        if (_length > _start) _destination!.Write(_buffer.AsSpan(_start, _length - _start));
        _length = _start;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref byte Reserve(int count)
    {
        if (count > _buffer.Length - _length) MakeRoom(count);
        var position = _length;
        _length = position + count;
        return ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_buffer), position);
    }

    private void MakeRoom(int count)
    {
        if (_destination is not null && _buffer.Length >= EnoughBuffer) Flush();
        if (count > _buffer.Length - _length) Grow(count);
    }

    private void Grow(int count)
    {
        var needed = (long)_length + count;
        if (needed > Array.MaxLength) throw TooLarge();
        var larger =
            GC.AllocateUninitializedArray<byte>((int)Math.Min(Array.MaxLength, Math.Max(needed + ReserveAhead, _buffer.Length * 2L)));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        _buffer = larger;
    }

    private static ProcessBoundaryException TooLarge() => new("The values are larger than 2 GiB in all; send them in parts.");
}
