using System.Runtime.CompilerServices;

namespace Multiprocessing.Serialization;

/// <summary>A <see cref="DateTime"/> is formatted by tables of days and months, which end where its ticks may end.</summary>
internal sealed class DateTimeCheck : ValueCheck
{
    // By the memory, since times are many in one message: the two highest bits are the kind.
    private const ulong Ticks = ulong.MaxValue >> 2;

    private static readonly ulong s_last = (ulong)DateTime.MaxValue.Ticks;

    internal override bool Holds(ref byte value) => (Unsafe.ReadUnaligned<ulong>(ref value) & Ticks) <= s_last;
}
