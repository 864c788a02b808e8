using System.Numerics;
using System.Runtime.CompilerServices;

namespace Multiprocessing.Serialization;

/// <summary>Checks a <see cref="DateTime"/>, which is formatted by tables of days and months that end where its ticks may end.</summary>
internal sealed class DateTimeCheck : ValueCheck
{
    // Checked in memory, since a message may hold many times: the two highest bits are the kind.
    private const ulong Ticks = ulong.MaxValue >> 2;

    private static readonly ulong s_last = (ulong)DateTime.MaxValue.Ticks;

    internal override bool Holds(ref byte value) => (Unsafe.ReadUnaligned<ulong>(ref value) & Ticks) <= s_last;

    internal override bool HoldAll(ref byte first, long count, int size)
    {
        nint index = 0;
        var (ticks, last) = (new Vector<ulong>(Ticks), new Vector<ulong>(s_last));
        for (; index <= count - Vector<ulong>.Count; index += Vector<ulong>.Count)
        {
            var some = Unsafe.ReadUnaligned<Vector<ulong>>(ref Unsafe.AddByteOffset(ref first, index * sizeof(ulong)));
            if (Vector.GreaterThanAny(some & ticks, last)) return false;
        }

        return base.HoldAll(ref Unsafe.AddByteOffset(ref first, index * sizeof(ulong)), count - index, size);
    }
}
