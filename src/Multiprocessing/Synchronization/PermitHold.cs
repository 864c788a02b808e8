using System.Runtime.InteropServices;
using Multiprocessing.Memory;

namespace Multiprocessing.Synchronization;

/// <summary>A view of a <see cref="HoldRecord"/> on a semaphore: the permits that its process answers for.</summary>
[StructLayout(LayoutKind.Explicit, Size = HoldRecord.Length)]
internal unsafe struct PermitHold
{
    /// <summary>How many permits the process has.</summary>
    [FieldOffset(HoldRecord.FirstWordAt)]
    internal int Taken;

    /// <summary>How many permits it is about to have, while the semaphore's word names this hold as the one that changes it.</summary>
    [FieldOffset(HoldRecord.SecondWordAt)]
    internal int Intended;

    /// <summary>What the semaphore's word calls this hold.</summary>
    [FieldOffset(HoldRecord.FourthWordAt)]
    internal int Number;

    internal static PermitHold* Of(HoldRecord* hold) => (PermitHold*)hold;
}
