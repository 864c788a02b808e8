using System.Runtime.InteropServices;
using Multiprocessing.Memory;

namespace Multiprocessing.Collections;

/// <summary>
/// In the arena: what comes before a stripe's table. Behind it lie the buckets, each the place of its first entry, and the entries. All
/// places are counted from here, in units of 8 bytes.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = Length)]
internal unsafe struct TableHeader
{
    internal const int Length = BufferHeader.Length;

    internal const int UnitLength = sizeof(long);

    /// <summary>How many units lie behind this header; at the same place as in a <see cref="BufferHeader"/>.</summary>
    [FieldOffset(0)]
    internal long Units;

    /// <summary>The place of the first unit that was never used.</summary>
    [FieldOffset(8)]
    internal long Used;

    /// <summary>Where all entries have one length: the first one that may be used again; 0 for none.</summary>
    [FieldOffset(16)]
    internal long Free;

    /// <summary>Where entries have lengths of their own: how many units are not used any more.</summary>
    [FieldOffset(24)]
    internal long Dead;

    /// <summary>The dictionary's hold on the table; at the same place as in a <see cref="BufferHeader"/>.</summary>
    [FieldOffset(32)]
    internal long Hold;

    /// <summary>The number of buckets, a power of two, less one.</summary>
    [FieldOffset(40)]
    internal uint BucketMask;

    /// <summary>The place of the unit behind the last one.</summary>
    internal readonly long End => (Length / UnitLength) + Units;

    internal static uint* Bucket(TableHeader* table, uint hash) => (uint*)(table + 1) + (hash & table->BucketMask);

    internal static Entry* At(TableHeader* table, uint place) => (Entry*)((byte*)table + ((long)place * UnitLength));
}
