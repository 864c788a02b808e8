using System.Runtime.InteropServices;
using Multiprocessing.Memory;

namespace Multiprocessing.Synchronization;

/// <summary>A view of a <see cref="HoldRecord"/> on a barrier: the participants of its process that have come and not left.</summary>
[StructLayout(LayoutKind.Explicit, Size = HoldRecord.Length)]
internal unsafe struct BarrierHold
{
    /// <summary>How many participants have not left the last phase of even number.</summary>
    [FieldOffset(HoldRecord.FirstWordAt)]
    internal int Even;

    /// <summary>How many participants have not left the last phase of odd number.</summary>
    [FieldOffset(HoldRecord.SecondWordAt)]
    internal int Odd;

    internal static BarrierHold* Of(HoldRecord* hold) => (BarrierHold*)hold;
}
