using System.Collections;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Multiprocessing.Memory;

namespace Multiprocessing;

/// <summary>
/// An array that the processes of a tree see at once, of any length that the machine has memory for: a process works on it in place, by index, <see cref="Span"/> or
/// <see cref="Memory"/>, as fast as on an array of its own. Pages that nobody has touched take no memory. Thread-safe and process-safe as any array is:
/// what several change at once is to be guarded by <see cref="Lock"/>, or changed by the atomic operations here and in <see cref="SharedNumbers"/>.
/// Not while it is disposed of: its memory goes at once. (Python: <c>Array</c>, <c>RawArray</c>.)
/// </summary>
/// <typeparam name="T">The type of the elements: a number, an enum, a struct without references.</typeparam>
/// <example><code>
/// using var pixels = new SharedArray&lt;byte&gt;(width * height);
/// using var child = ChildProcess.Start(Fill, pixels);
/// child.Join();
/// Show(pixels.Span);
/// </code></example>
[DebuggerDisplay("SharedArray of {LongLength}")]
public sealed unsafe partial class SharedArray<T> : SharedObject, IEnumerable<T>, ISpanSource<T>
    where T : unmanaged
{
    private T* _first;
    private long _length;
    private SharedLock? _lock;

    // Where the array begins in its block, in bytes.
    private long _start;

    /// <summary>Makes an array whose elements are zero.</summary>
    /// <param name="length">How many elements it has; may be 0.</param>
    /// <param name="withLock">Whether a lock is made that travels with it.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative.</exception>
    /// <exception cref="InsufficientMemoryException">The shared memory has no room for it.</exception>
    /// <exception cref="PlatformNotSupportedException">The system lacks what shared memory needs.</exception>
    public SharedArray(long length, bool withLock = false)
        : base(ByteLength(length))
    {
        (_length, _lock) = (length, withLock ? new SharedLock() : null);
        OnAdopted();
    }

    /// <summary>Makes an array whose elements are zero and that a given lock goes with. (Python: <c>Array(…, lock=theLock)</c>.)</summary>
    /// <param name="length">How many elements it has; may be 0.</param>
    /// <param name="theLock">A lock, which may guard other things too.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative.</exception>
    /// <exception cref="InsufficientMemoryException">The shared memory has no room for it.</exception>
    /// <exception cref="PlatformNotSupportedException">The system lacks what shared memory needs.</exception>
    public SharedArray(long length, SharedLock theLock)
        : this(length)
    {
        ArgumentNullException.ThrowIfNull(theLock);
        _lock = theLock;
    }

    /// <summary>Makes an array with given elements.</summary>
    /// <param name="items">The elements, which are copied.</param>
    /// <param name="withLock">Whether a lock is made that travels with it.</param>
    /// <exception cref="InsufficientMemoryException">The shared memory has no room for it.</exception>
    /// <exception cref="PlatformNotSupportedException">The system lacks what shared memory needs.</exception>
    public SharedArray(ReadOnlySpan<T> items, bool withLock = false)
        : this(items.Length, withLock) => items.CopyTo(Span);

    /// <summary>Makes an array with given elements.</summary>
    /// <param name="items">The elements, which are copied.</param>
    /// <param name="withLock">Whether a lock is made that travels with it.</param>
    /// <exception cref="InsufficientMemoryException">The shared memory has no room for it.</exception>
    /// <exception cref="PlatformNotSupportedException">The system lacks what shared memory needs.</exception>
    public SharedArray(IEnumerable<T> items, bool withLock = false)
        : this((ReadOnlySpan<T>)(items as T[] ?? [.. items ?? throw new ArgumentNullException(nameof(items))]), withLock)
    {
    }

    private SharedArray(SharedArray<T> whole, long start, long length)
        : base(whole)
    {
        (_start, _length, _lock) = (whole._start + (start * sizeof(T)), length, whole._lock);
        OnAdopted();
    }

    /// <summary>How many elements there are.</summary>
    /// <exception cref="OverflowException">They are more than <see cref="int.MaxValue"/>: see <see cref="LongLength"/>.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public int Length => checked((int)LongLength);

    /// <summary>How many elements there are.</summary>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public long LongLength
    {
        get
        {
            if (_first is null) ThrowIfDisposed();
            return _length;
        }
    }

    /// <summary>Whether the array was made with a lock.</summary>
    public bool HasLock => _lock is not null;

    /// <summary>The lock that travels with the array: <c>using (array.Lock.Enter()) …</c>. (Python: <c>get_lock()</c>.)</summary>
    /// <exception cref="InvalidOperationException">The array was made without one.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public SharedLock Lock
    {
        get
        {
            ThrowIfDisposed();
            return _lock ?? throw new InvalidOperationException("The shared array was made without a lock; make it with withLock: true, or with a lock of its own.");
        }
    }

    /// <summary>The element at an index, in place: it can be read, set and passed by reference. The reference is not to be used after the array was disposed of.</summary>
    /// <param name="index">Which, from 0.</param>
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
    /// The whole array, in place. The span is not to be used after the array was disposed of, or was forgotten: keep a reference as long as you work on its span,
    /// as <c>using var array</c> does by itself.
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

    /// <summary>The whole array as memory that can be kept and handed to asynchronous methods; it keeps the array from being collected, and travels to other processes with it.</summary>
    /// <exception cref="InvalidOperationException">The array is longer than this can be: see <see cref="AsMemory(long, int)"/>.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public Memory<T> Memory => AsMemory(0, Span.Length);

    private protected override BlockKind Kind => BlockKind.Memory;

    internal override SharedPart Part
    {
        get => new(_start, _length, _lock);
        private protected set => (_start, _length, _lock) = value;
    }

    /// <summary>A part of the array, in place. What is said of <see cref="Span"/> holds here too.</summary>
    /// <param name="start">The index of its first element.</param>
    /// <param name="length">How many elements it has.</param>
    /// <returns>The part.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The part is not within the array.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public Span<T> AsSpan(long start, int length)
    {
        CheckPart(start, length);
        return new Span<T>(_first + start, length);
    }

    /// <summary>A part of the array as memory that can be kept. What is said of <see cref="Memory"/> holds here too.</summary>
    /// <param name="start">The index of its first element.</param>
    /// <param name="length">How many elements it has.</param>
    /// <returns>The part.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The part is not within the array.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public Memory<T> AsMemory(long start, int length)
    {
        CheckPart(start, length);
        return new SharedSpanManager<T>(this, start, length).Memory;
    }

    /// <summary>A part of the array as a shared array of its own, over the same memory and with the same lock: to be given to a process that works on that part. It is disposed of by itself.</summary>
    /// <param name="start">The index of its first element.</param>
    /// <param name="length">How many elements it has.</param>
    /// <returns>The part.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The part is not within the array.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public SharedArray<T> Slice(long start, long length)
    {
        CheckPart(start, length);
        return new SharedArray<T>(this, start, length);
    }

    /// <summary>For <c>fixed</c>: the first element, or a null reference where there is none.</summary>
    /// <returns>The first element.</returns>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public ref T GetPinnableReference()
    {
        if (_first is null) ThrowIfDisposed();
        return ref _length == 0 ? ref Unsafe.NullRef<T>() : ref *_first;
    }

    /// <summary>Iterates over the elements, in place: <c>foreach (ref var item in array)</c>.</summary>
    /// <returns>What <c>foreach</c> asks for.</returns>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public Enumerator GetEnumerator()
    {
        if (_first is null) ThrowIfDisposed();
        return new Enumerator(this);
    }

    IEnumerator<T> IEnumerable<T>.GetEnumerator()
    {
        for (var index = 0L; index < LongLength; index++) yield return this[index];
    }

    IEnumerator IEnumerable.GetEnumerator() => ((IEnumerable<T>)this).GetEnumerator();

    private protected override void OnAdopted()
    {
        if (_start < 0 || _length < 0 || _start % sizeof(T) != 0 || _length > (Hold.Header->ContentLength - _start) / sizeof(T)) throw SharedPart.Damaged();
        _first = (T*)(Hold.Contents + _start);
    }

    private protected override void OnDispose()
    {
        _length = 0;
        _first = null;
        Hold.Dispose();
    }

    private static long ByteLength(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return length <= long.MaxValue / sizeof(T) ? length * sizeof(T) : throw new InsufficientMemoryException($"No machine has room for a shared array of {length} elements of {sizeof(T)} bytes.");
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
        throw new InvalidOperationException($"The shared array has {_length} elements, more than a span can: work on it in parts, by AsSpan(start, length).");
    }

    /// <summary>Iterates over a shared array, and keeps it from being collected meanwhile. Not thread-safe: it belongs to one loop.</summary>
    public ref struct Enumerator : IDisposable
    {
        private readonly SharedArray<T> _array;
        private readonly T* _first;
        private readonly long _length;
        private long _index = -1;

        internal Enumerator(SharedArray<T> array)
        {
            (_array, _length) = (array, array._length);
            _first = array._first;
        }

        /// <summary>The element that has been reached.</summary>
        public readonly ref T Current => ref _first[_index];

        /// <summary>Goes to the next element.</summary>
        /// <returns>Whether there is one.</returns>
        public bool MoveNext() => ++_index < _length;

        /// <summary>Ends the iteration.</summary>
        public readonly void Dispose() => GC.KeepAlive(_array);
    }
}
