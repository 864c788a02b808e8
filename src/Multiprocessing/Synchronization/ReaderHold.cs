using System.Runtime.InteropServices;
using Multiprocessing.Memory;

namespace Multiprocessing.Synchronization;

/// <summary>A view of a <see cref="HoldRecord"/> on a reader-writer lock: the readers of its process.</summary>
[StructLayout(LayoutKind.Explicit, Size = HoldRecord.Length)]
internal unsafe struct ReaderHold
{
    /// <summary>How many readers are inside.</summary>
    [FieldOffset(HoldRecord.FirstWordAt)]
    internal int Inside;

    /// <summary>How many readers came and stayed outside, in <see cref="Generation"/>; once that has passed, they are inside too.</summary>
    [FieldOffset(HoldRecord.SecondWordAt)]
    internal int Outside;

    /// <summary>The generation of the lock in which the readers of <see cref="Outside"/> came.</summary>
    [FieldOffset(HoldRecord.ThirdWordAt)]
    internal int Generation;

    internal static ReaderHold* Of(HoldRecord* hold) => (ReaderHold*)hold;
}
