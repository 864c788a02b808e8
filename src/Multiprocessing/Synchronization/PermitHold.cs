using System.Runtime.InteropServices;
using Multiprocessing.Memory;

namespace Multiprocessing.Synchronization;

/// <summary>A view of a <see cref="HoldRecord"/> on a semaphore: the permits for which its process answers.</summary>
[StructLayout(LayoutKind.Explicit, Size = HoldRecord.Length)]
internal unsafe struct PermitHold
{
    /// <summary>How many permits the process has.</summary>
    [FieldOffset(HoldRecord.FirstWordAt)]
    internal int Taken;

    /// <summary>How many permits the process is about to have, while the semaphore's word names this hold as the taker.</summary>
    [FieldOffset(HoldRecord.SecondWordAt)]
    internal int Intended;

    /// <summary>The number by which the semaphore's word names this hold.</summary>
    [FieldOffset(HoldRecord.FourthWordAt)]
    internal int Number;

    internal static PermitHold* Of(HoldRecord* hold) => (PermitHold*)hold;
}
