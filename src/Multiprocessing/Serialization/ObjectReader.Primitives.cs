using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Multiprocessing.Serialization;

/// <content>The bytes.</content>
internal sealed partial class ObjectReader
{
    private static readonly byte[] s_nothing = [];

    // An array, since indexing a Memory takes longer than most values take to read.
    private byte[] _bytes;
    private int _end;
    private int _position;
    private long _budget;
    private WorkLimit _work;

    private int Left => _end - _position;

    internal byte ReadByte() => Take(1);

    internal bool ReadBoolean() => ReadByte() != 0;

    internal long ReadNumber() => Unsafe.ReadUnaligned<long>(ref Take(8));

    internal int ReadCount() => Unsafe.ReadUnaligned<int>(ref Take(4));

    internal Guid ReadGuid() => Unsafe.ReadUnaligned<Guid>(ref Take(16));

    /// <summary>Reads a number that is mostly small: seven bits in each byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal uint ReadCompact()
    {
        uint value = Take(1);
        return value < 0x80 ? value : ReadCompactLong(value & 0x7F);
    }

    private uint ReadCompactLong(uint value)
    {
        for (var shift = 7; shift < 35; shift += 7)
        {
            uint next = Take(1);
            value |= (next & 0x7F) << shift;
            if (next < 0x80) return value;
        }

        throw Corrupt();
    }

    /// <summary>Reads a text that is no object of the graph.</summary>
    internal string? ReadText()
    {
        var length = ReadCount();
        if (length == -1) return null;
        return length >= 0 ? ReadUnits((uint)length) : throw Corrupt();
    }

    /// <summary>Skips a text that is no object of the graph.</summary>
    internal void SkipText()
    {
        var length = ReadCount();
        if (length < -1 || length > Left / sizeof(char)) throw Corrupt();
        if (length > 0) Take(length * sizeof(char));
    }

    internal ReadOnlySpan<byte> ReadBytes(int count) => MemoryMarshal.CreateReadOnlySpan(ref Take(count), count);

    private string ReadUnits(uint length)
    {
        if (length > (uint)Left / sizeof(char)) ThrowCorrupt();
        Charge(ObjectHeader + ((long)length * sizeof(char)));
        return RawMemory.Text(ref Take((int)length * sizeof(char)), (int)length);
    }

    private void ReadMemory(ref byte destination, int size) => RawMemory.Copy(ref destination, ref Take(size), size);

    internal void ReadLargeMemory(ref byte destination, long size)
    {
        if (size > Left) throw Corrupt();
        ReadMemory(ref destination, (int)size);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref byte Take(int count)
    {
        var position = _position;
        if ((uint)count > (uint)(_end - position)) ThrowCorrupt();
        _position = position + count;
        return ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_bytes), position);
    }

    [MemberNotNull(nameof(_bytes))]
    internal void Open(ReadOnlyMemory<byte> bytes)
    {
        if (!MemoryMarshal.TryGetArray(bytes, out var segment)) segment = bytes.ToArray();
        (_bytes, _position, _end) = (segment.Array ?? [], segment.Offset, segment.Offset + segment.Count);
    }

    [DoesNotReturn]
    private static void ThrowCorrupt() => throw Corrupt();

    /// <summary>Counts memory that is about to be taken.</summary>
    internal void Charge(long bytes)
    {
        _budget -= bytes;
        if (_budget < 0) ThrowOverBudget();
    }

    /// <summary>The number of objects: no way through them is longer.</summary>
    internal int Objects => _objects.Count + _forgotten;

    /// <summary>The work done so far beside passing once over the bytes.</summary>
    internal long Work => _work.Done;

    /// <summary>
    /// Counts the work that a message causes its reader. Where the message comes from a network peer, its length limits the work.
    /// </summary>
    internal void CountWork(long steps) => _work.Count(steps, isLimited: Declared is not null);

    [DoesNotReturn]
    private static void ThrowOverBudget() =>
        throw new InvalidDataException("The values of a message take more memory than the receiver allows.");

    internal static InvalidDataException Corrupt() => new("A message between processes is damaged or was cut short.");
}
