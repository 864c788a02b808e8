using System.Collections;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Multiprocessing.Memory;
using Multiprocessing.SharedData;

namespace Multiprocessing;

/// <summary>
/// An array that the processes of a tree see at once, of any length that the machine has memory for: a process works on it in place, by
/// index, <see cref="Span"/> or <see cref="Memory"/>, as fast as on an array of its own. Pages that nobody has touched take no memory.
/// Thread-safe and process-safe as any array is: elements that several threads or processes change at once are to be guarded by
/// <see cref="Lock"/>, or changed by <see cref="Interlocked"/> or <see cref="SharedNumbers"/>. Not safe to use while it is disposed of: its
/// memory goes at once. (Python: <c>Array</c>, <c>RawArray</c>.)
/// </summary>
/// <typeparam name="T">The type of the elements: a number, an enum, a struct without references.</typeparam>
/// <example><code>
/// using var pixels = new SharedArray&lt;byte&gt;(width * height);
/// using var child = ChildProcess.Start(Fill, pixels);
/// child.Join();
/// Show(pixels.Span);
/// </code></example>
[DebuggerDisplay("SharedArray of {LongLength}")]
public sealed unsafe class SharedArray<T> : SharedObject, IEnumerable<T>, ISpanSource<T>
    where T : unmanaged
{
    private T* _first;
    private long _length;
    private SharedLock? _lock;

    // Where the array begins in its block, in bytes.
    private long _start;

    /// <summary>Makes an array whose elements are zero.</summary>
    /// <param name="length">How many elements it has; may be 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative.</exception>
    /// <exception cref="InsufficientMemoryException">The shared memory has no room for it.</exception>
    /// <exception cref="PlatformNotSupportedException">The system lacks what shared memory needs.</exception>
    public SharedArray(long length)
        : base(ByteLength(length))
    {
        _length = length;
        OnAdopted();
    }

    /// <summary>Makes an array with given elements.</summary>
    /// <param name="items">The elements, which are copied.</param>
    /// <exception cref="InsufficientMemoryException">The shared memory has no room for it.</exception>
    /// <exception cref="PlatformNotSupportedException">The system lacks what shared memory needs.</exception>
    public SharedArray(ReadOnlySpan<T> items)
        : this(items.Length) => items.CopyTo(Span);

    private SharedArray(SharedArray<T> whole, long start, long length)
        : base(whole)
    {
        (_start, _length) = (whole._start + (start * sizeof(T)), length);
        OnAdopted();
    }

    /// <summary>The number of elements.</summary>
    /// <exception cref="OverflowException">There are more than <see cref="int.MaxValue"/> elements: see
    /// <see cref="LongLength"/>.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public int Length => checked((int)LongLength);

    /// <summary>The number of elements.</summary>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public long LongLength
    {
        get
        {
            if (_first is null) ThrowIfDisposed();
            return _length;
        }
    }

    /// <summary>
    /// The lock that belongs to the array and all its slices, in all processes: <c>using (array.Lock.Enter()) …</c>. (Python:
    /// <c>get_lock()</c>.)
    /// </summary>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public SharedLock Lock => SideOf(ref _lock, static hold => new SharedLock(hold));

    /// <summary>
    /// The element at an index, in place: it can be read, set and passed by reference, as to <see cref="Volatile"/> and
    /// <see cref="Interlocked"/>. The reference is not to be used after the array was disposed of.
    /// </summary>
    /// <param name="index">The element's index, from 0.</param>
    /// <exception cref="IndexOutOfRangeException">There is no such element.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public ref T this[long index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if ((ulong)index >= (ulong)_length) ThrowIndex(index);
            return ref _first[index];
        }
    }

    /// <summary>
    /// The whole array, in place. The span is not to be used after the array was disposed of or has become unreachable: keep a reference as
    /// long as you work on its span, as <c>using var array</c> does by itself. A span can fill, clear, copy, search and sort the array, and
    /// <c>foreach (ref var item in array.Span)</c> goes through it in place.
    /// </summary>
    /// <exception cref="InvalidOperationException">The array is longer than a span can be: see <see cref="AsSpan(long, int)"/>.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public Span<T> Span
    {
        get
        {
            if (_first is null || _length > int.MaxValue) ThrowNoSpan();
            return new Span<T>(_first, (int)_length);
        }
    }

    /// <summary>
    /// The whole array as memory that can be kept and handed to asynchronous methods; it keeps the array from being collected, and may be
    /// sent to other processes with it.
    /// </summary>
    /// <exception cref="InvalidOperationException">The array is longer than <see cref="Memory{T}"/> can be: take a
    /// <see cref="Slice"/>.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public Memory<T> Memory => new SharedSpanManager<T>(this, 0, Span.Length).Memory;

    private protected override BlockKind Kind => BlockKind.Memory;

    internal override SharedPart Part
    {
        get => new(_start, _length);
        private protected set => (_start, _length) = value;
    }

    /// <summary>Returns a part of the array, in place. The rules of <see cref="Span"/> hold here too.</summary>
    /// <param name="start">The index of the part's first element.</param>
    /// <param name="length">How many elements the part has.</param>
    /// <returns>The part.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The part is not within the array.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public Span<T> AsSpan(long start, int length)
    {
        CheckPart(start, length);
        return new Span<T>(_first + start, length);
    }

    /// <summary>
    /// Returns a part of the array as a shared array of its own, over the same memory and with the same lock, for a process that works on
    /// that part. The part is disposed of separately.
    /// </summary>
    /// <param name="start">The index of the part's first element.</param>
    /// <param name="length">How many elements the part has.</param>
    /// <returns>The part.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The part is not within the array.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public SharedArray<T> Slice(long start, long length)
    {
        CheckPart(start, length);
        return new SharedArray<T>(this, start, length);
    }

    IEnumerator<T> IEnumerable<T>.GetEnumerator()
    {
        for (var index = 0L; index < LongLength; index++) yield return this[index];
    }

    IEnumerator IEnumerable.GetEnumerator() => ((IEnumerable<T>)this).GetEnumerator();

    private protected override void OnAdopted()
    {
        if (_start < 0 || _length < 0 || _start % sizeof(T) != 0 || _length > (Hold.Header->ContentLength - _start) / sizeof(T))
        {
            throw SharedPart.Damaged();
        }

        _first = (T*)(Hold.Contents + _start);
    }

    private protected override void OnDispose()
    {
        _length = 0;
        _first = null;
        Volatile.Read(ref _lock)?.Dispose();
        Hold.DisposeWhenUnused();
    }

    private static long ByteLength(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return length <= long.MaxValue / sizeof(T) ? length * sizeof(T)
            : throw new InsufficientMemoryException($"No machine has room for a shared array of {length} elements of {sizeof(T)} bytes.");
    }

    private void CheckPart(long start, long length)
    {
        if (_first is null) ThrowIfDisposed();
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)start, (ulong)_length, nameof(start));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)length, (ulong)(_length - start), nameof(length));
    }

    [DoesNotReturn]
    [SuppressMessage("Usage", "CA2201", Justification = "As arrays do.")]
    private void ThrowIndex(long index)
    {
        ThrowIfDisposed();
        throw new IndexOutOfRangeException($"The shared array has {_length} elements, none of them at {index}.");
    }

    [DoesNotReturn]
    private void ThrowNoSpan()
    {
        ThrowIfDisposed();
        throw new InvalidOperationException($"The shared array has {_length} elements, more than a span can: work on it in parts, by " +
            "AsSpan(start, length).");
    }
}
