using System.Numerics;
using System.Runtime.CompilerServices;
using Multiprocessing.Memory;

namespace Multiprocessing;

/// <summary>
/// Arithmetic on shared numbers, each operation in one step that no other process or thread comes between, without a lock: one instruction
/// for integers of 4 and 8 bytes. Thread-safe and process-safe. A sum that is too large for its type wraps around.
/// </summary>
public static class SharedNumbers
{
    /// <summary>Adds to a value.</summary>
    /// <typeparam name="T">A number of at most 8 bytes.</typeparam>
    /// <param name="value">The value.</param>
    /// <param name="amount">The number to add; may be negative.</param>
    /// <returns>The sum.</returns>
    /// <exception cref="NotSupportedException">The number has more than 8 bytes.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Add<T>(this SharedValue<T> value, T amount)
        where T : unmanaged, INumber<T>
    {
        ArgumentNullException.ThrowIfNull(value);
        var sum = Atomic.Add(ref value.Value, amount);
        GC.KeepAlive(value);
        return sum;
    }

    /// <summary>Adds one to a value.</summary>
    /// <typeparam name="T">A number of at most 8 bytes.</typeparam>
    /// <param name="value">The value.</param>
    /// <returns>The sum.</returns>
    /// <exception cref="NotSupportedException">The number has more than 8 bytes.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Increment<T>(this SharedValue<T> value)
        where T : unmanaged, INumber<T> => value.Add(T.One);

    /// <summary>Subtracts one from a value.</summary>
    /// <typeparam name="T">A number of at most 8 bytes.</typeparam>
    /// <param name="value">The value.</param>
    /// <returns>The difference.</returns>
    /// <exception cref="NotSupportedException">The number has more than 8 bytes.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Decrement<T>(this SharedValue<T> value)
        where T : unmanaged, INumber<T> => value.Add(unchecked(T.Zero - T.One));

    /// <summary>Adds to an element.</summary>
    /// <typeparam name="T">A number of at most 8 bytes.</typeparam>
    /// <param name="array">The array.</param>
    /// <param name="index">Which element, from 0.</param>
    /// <param name="amount">The number to add; may be negative.</param>
    /// <returns>The sum.</returns>
    /// <exception cref="IndexOutOfRangeException">There is no such element.</exception>
    /// <exception cref="NotSupportedException">The number has more than 8 bytes.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Add<T>(this SharedArray<T> array, long index, T amount)
        where T : unmanaged, INumber<T>
    {
        ArgumentNullException.ThrowIfNull(array);
        var sum = Atomic.Add(ref array[index], amount);
        GC.KeepAlive(array);
        return sum;
    }
}
