using System.Numerics;
using System.Runtime.CompilerServices;

namespace Multiprocessing.Memory;

/// <summary>
/// Reads and changes memory atomically while others change it, for every type of 1, 2, 4 or 8 bytes. The places are aligned.
/// </summary>
internal static class Atomic
{
    internal static T Read<T>(ref T place)
        where T : unmanaged
    {
        switch (Unsafe.SizeOf<T>())
        {
            case 1:
                var one = Volatile.Read(ref Unsafe.As<T, byte>(ref place));
                return Unsafe.As<byte, T>(ref one);
            case 2:
                var two = Volatile.Read(ref Unsafe.As<T, short>(ref place));
                return Unsafe.As<short, T>(ref two);
            case 4:
                var four = Volatile.Read(ref Unsafe.As<T, int>(ref place));
                return Unsafe.As<int, T>(ref four);
            case 8:
                var eight = Volatile.Read(ref Unsafe.As<T, long>(ref place));
                return Unsafe.As<long, T>(ref eight);
            default:
                throw TooLarge<T>();
        }
    }

    internal static T CompareExchange<T>(ref T place, T value, T comparand)
        where T : unmanaged
    {
        switch (Unsafe.SizeOf<T>())
        {
            case 1:
                var one = Interlocked.CompareExchange(ref Unsafe.As<T, byte>(ref place), Unsafe.As<T, byte>(ref value),
                    Unsafe.As<T, byte>(ref comparand));
                return Unsafe.As<byte, T>(ref one);
            case 2:
                var two = Interlocked.CompareExchange(ref Unsafe.As<T, short>(ref place), Unsafe.As<T, short>(ref value),
                    Unsafe.As<T, short>(ref comparand));
                return Unsafe.As<short, T>(ref two);
            case 4:
                var four = Interlocked.CompareExchange(ref Unsafe.As<T, int>(ref place), Unsafe.As<T, int>(ref value),
                    Unsafe.As<T, int>(ref comparand));
                return Unsafe.As<int, T>(ref four);
            case 8:
                var eight = Interlocked.CompareExchange(ref Unsafe.As<T, long>(ref place), Unsafe.As<T, long>(ref value),
                    Unsafe.As<T, long>(ref comparand));
                return Unsafe.As<long, T>(ref eight);
            default:
                throw TooLarge<T>();
        }
    }

    /// <summary>Adds atomically, wrapping around where the sum is too large for the type.</summary>
    /// <returns>The sum.</returns>
    internal static T Add<T>(ref T place, T amount)
        where T : unmanaged, INumber<T>
    {
        if (typeof(T) == typeof(int) || typeof(T) == typeof(uint))
        {
            var sum = Interlocked.Add(ref Unsafe.As<T, int>(ref place), Unsafe.As<T, int>(ref amount));
            return Unsafe.As<int, T>(ref sum);
        }

        if (typeof(T) == typeof(long) || typeof(T) == typeof(ulong))
        {
            var sum = Interlocked.Add(ref Unsafe.As<T, long>(ref place), Unsafe.As<T, long>(ref amount));
            return Unsafe.As<long, T>(ref sum);
        }

        return AddByExchange(ref place, amount);
    }

    // Small integers and floating-point numbers have no instruction for this.
    private static T AddByExchange<T>(ref T place, T amount)
        where T : unmanaged, INumber<T>
    {
        var seen = Read(ref place);
        while (true)
        {
            var sum = unchecked(seen + amount);
            var found = CompareExchange(ref place, sum, seen);
            if (HaveSameBits(found, seen)) return sum;
            seen = found;
        }
    }

    // Compares bits, since a floating-point number may differ from itself, or equal one with other bits.
    private static bool HaveSameBits<T>(T one, T other)
        where T : unmanaged => Unsafe.SizeOf<T>() switch
        {
            1 => Unsafe.As<T, byte>(ref one) == Unsafe.As<T, byte>(ref other),
            2 => Unsafe.As<T, short>(ref one) == Unsafe.As<T, short>(ref other),
            4 => Unsafe.As<T, int>(ref one) == Unsafe.As<T, int>(ref other),
            _ => Unsafe.As<T, long>(ref one) == Unsafe.As<T, long>(ref other),
        };

    private static NotSupportedException TooLarge<T>() =>
        new($"A {typeof(T).Name} has {Unsafe.SizeOf<T>()} bytes: the processor reads and changes 1, 2, 4 or 8 in one piece. Guard it by " +
            "a lock (withLock: true) and use it in there.");
}
