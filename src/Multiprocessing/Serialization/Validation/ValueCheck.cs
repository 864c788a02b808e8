using System.Runtime.CompilerServices;
using System.Text;

namespace Multiprocessing.Serialization;

/// <summary>
/// A rule for a value on which .NET's code relies, without any check, where it reads and writes memory: a decimal of an impossible scale
/// overruns the stack. Values that arrive are copied as memory, so they are checked once.
/// </summary>
internal abstract class ValueCheck
{
    /// <summary>Returns the check of exactly this type; null for most types.</summary>
    internal static ValueCheck? Find(Type type)
    {
        if (type.IsPrimitive || type.IsEnum || type.Assembly != typeof(object).Assembly)
        {
            return type.FullName is { } name && name.StartsWith("System.Buffers.ReadOnlySequence`1[", StringComparison.Ordinal)
                ? new SequenceCheck(type) : null;
        }

        if (type.IsGenericType) return MemoryCheck.Matches(type) ? new MemoryCheck(type) : null;
        return type == typeof(decimal) ? Decimal()
            : type == typeof(DateTime) ? new DateTimeCheck()
            : type == typeof(DateTimeOffset) ? Moment()
            : type == typeof(DateOnly) ? Day()
            : type == typeof(TimeOnly) ? Time()
            : type == typeof(Rune) ? Character()
            : null;
    }

    internal abstract bool Holds(ref byte value);

    /// <summary>Whether the rule holds for all values that lie one behind the other.</summary>
    /// <param name="first">The first value.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="size">The bytes that each takes.</param>
    internal virtual bool HoldAll(ref byte first, long count, int size)
    {
        for (nint index = 0; index < count; index++)
        {
            if (!Holds(ref Unsafe.AddByteOffset(ref first, index * size))) return false;
        }

        return true;
    }

    // Each has a method of its own, so that a child compiles none that it does not need.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static RangeCheck<decimal> Decimal() => new(static value =>
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        return (bits[3] & 0x7F00_FFFF) == 0 && (bits[3] & 0x00FF_0000) <= 28 << 16;
    });

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static RangeCheck<DateTimeOffset> Moment() => new(static value =>
        value.TotalOffsetMinutes is >= -14 * 60 and <= 14 * 60
        && (ulong)value.UtcTicks <= (ulong)DateTime.MaxValue.Ticks
        && (ulong)(value.UtcTicks + (value.TotalOffsetMinutes * TimeSpan.TicksPerMinute)) <= (ulong)DateTime.MaxValue.Ticks);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static RangeCheck<DateOnly> Day() => new(static value => (uint)value.DayNumber <= (uint)DateOnly.MaxValue.DayNumber);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static RangeCheck<TimeOnly> Time() => new(static value => (ulong)value.Ticks <= (ulong)TimeOnly.MaxValue.Ticks);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static RangeCheck<Rune> Character() => new(static value => Rune.IsValid(value.Value));

    private sealed class RangeCheck<T>(Func<T, bool> holds) : ValueCheck
        where T : unmanaged
    {
        internal override bool Holds(ref byte value) => holds(Unsafe.ReadUnaligned<T>(ref value));
    }
}
