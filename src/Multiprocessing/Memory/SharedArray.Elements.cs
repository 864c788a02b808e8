using System.Runtime.CompilerServices;
using Multiprocessing.Memory;

namespace Multiprocessing;

/// <content>Copying, and changing elements in one piece.</content>
public sealed unsafe partial class SharedArray<T>
{
    // What a span can hold.
    private const int Chunk = int.MaxValue;

    /// <summary>Copies elements to the beginning of the array.</summary>
    /// <param name="items">The elements.</param>
    /// <exception cref="ArgumentException">They are more than the array has.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public void CopyFrom(ReadOnlySpan<T> items)
    {
        if (items.Length > LongLength) throw new ArgumentException($"The shared array has {_length} elements, not as many as the {items.Length} that are to be copied to it.", nameof(items));
        items.CopyTo(new Span<T>(_first, items.Length));
        GC.KeepAlive(this);
    }

    /// <summary>Copies all elements to the beginning of a span.</summary>
    /// <param name="destination">Where they go.</param>
    /// <exception cref="ArgumentException">It is shorter than the array.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public void CopyTo(Span<T> destination)
    {
        if (destination.Length < LongLength) throw new ArgumentException($"The shared array has {_length} elements, more than the {destination.Length} that are to be copied.", nameof(destination));
        Span.CopyTo(destination);
        GC.KeepAlive(this);
    }

    /// <summary>Copies all elements to an array of this process.</summary>
    /// <returns>The copy.</returns>
    /// <exception cref="InvalidOperationException">The array is longer than that can be.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public T[] ToArray()
    {
        var copy = Span.ToArray();
        GC.KeepAlive(this);
        return copy;
    }

    /// <summary>Sets all elements.</summary>
    /// <param name="value">What to.</param>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public void Fill(T value)
    {
        for (var start = 0L; start < LongLength; start += Chunk) AsSpan(start, (int)Math.Min(Chunk, _length - start)).Fill(value);
        GC.KeepAlive(this);
    }

    /// <summary>Sets all elements to zero.</summary>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public void Clear() => Fill(default);

    /// <summary>Reads an element in one piece, not earlier than the code says (<see cref="Volatile"/>).</summary>
    /// <param name="index">Which, from 0.</param>
    /// <returns>What it is now.</returns>
    /// <exception cref="IndexOutOfRangeException">There is no such element.</exception>
    /// <exception cref="NotSupportedException">It does not have 1, 2, 4 or 8 bytes.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Read(long index)
    {
        var found = Atomic.Read(ref this[index]);
        GC.KeepAlive(this);
        return found;
    }

    /// <summary>Sets an element in one piece, not later than the code says (<see cref="Volatile"/>).</summary>
    /// <param name="index">Which, from 0.</param>
    /// <param name="value">What to.</param>
    /// <exception cref="IndexOutOfRangeException">There is no such element.</exception>
    /// <exception cref="NotSupportedException">It does not have 1, 2, 4 or 8 bytes.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(long index, T value)
    {
        Atomic.Write(ref this[index], value);
        GC.KeepAlive(this);
    }

    /// <summary>Sets an element and gives what it was, in one step that no other process comes between.</summary>
    /// <param name="index">Which, from 0.</param>
    /// <param name="value">What to.</param>
    /// <returns>What it was before.</returns>
    /// <exception cref="IndexOutOfRangeException">There is no such element.</exception>
    /// <exception cref="NotSupportedException">It does not have 1, 2, 4 or 8 bytes.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Exchange(long index, T value)
    {
        var found = Atomic.Exchange(ref this[index], value);
        GC.KeepAlive(this);
        return found;
    }

    /// <summary>Sets an element if it is what is expected, bit by bit, in one step that no other process comes between.</summary>
    /// <param name="index">Which, from 0.</param>
    /// <param name="value">What to.</param>
    /// <param name="comparand">What is expected.</param>
    /// <returns>What it was before; it has been set if that is the expected value.</returns>
    /// <exception cref="IndexOutOfRangeException">There is no such element.</exception>
    /// <exception cref="NotSupportedException">It does not have 1, 2, 4 or 8 bytes.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T CompareExchange(long index, T value, T comparand)
    {
        var found = Atomic.CompareExchange(ref this[index], value, comparand);
        GC.KeepAlive(this);
        return found;
    }
}
