using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Multiprocessing.Memory;

namespace Multiprocessing;

/// <summary>
/// One value that the processes of a tree see at once. Thread-safe and process-safe as any variable is: what several change at once is to be guarded by <see cref="Lock"/>,
/// or changed in one step by the operations here and in <see cref="SharedNumbers"/>. Not while it is disposed of: its memory goes at once.
/// (Python: <c>Value</c>, <c>RawValue</c>.)
/// </summary>
/// <typeparam name="T">The type of the value: a number, an enum, a struct without references.</typeparam>
/// <example><code>
/// using var counter = new SharedValue&lt;long&gt;(0, withLock: true);
/// using (counter.Lock.Enter()) counter.Value++;   // in several processes
/// counter.Increment();                            // the same, without the lock
/// </code></example>
[DebuggerDisplay("SharedValue {DebuggerText,nq}")]
public sealed unsafe class SharedValue<T> : SharedObject
    where T : unmanaged
{
    private T* _place;
    private SharedLock? _lock;

    /// <summary>Makes a value.</summary>
    /// <param name="value">What it is at first.</param>
    /// <param name="withLock">Whether a lock is made that travels with it.</param>
    /// <exception cref="InsufficientMemoryException">The shared memory is full.</exception>
    /// <exception cref="PlatformNotSupportedException">The system lacks what shared memory needs.</exception>
    public SharedValue(T value = default, bool withLock = false)
        : base(sizeof(T))
    {
        _lock = withLock ? new SharedLock() : null;
        OnAdopted();
        *_place = value;
    }

    /// <summary>Makes a value that a given lock goes with. (Python: <c>Value(…, lock=theLock)</c>.)</summary>
    /// <param name="value">What it is at first.</param>
    /// <param name="theLock">A lock, which may guard other things too.</param>
    /// <exception cref="InsufficientMemoryException">The shared memory is full.</exception>
    /// <exception cref="PlatformNotSupportedException">The system lacks what shared memory needs.</exception>
    public SharedValue(T value, SharedLock theLock)
        : this(value)
    {
        ArgumentNullException.ThrowIfNull(theLock);
        _lock = theLock;
    }

    /// <summary>
    /// The value, in place: it can be read, set and passed by reference. The reference is not to be used after the object was disposed of, or was forgotten.
    /// A loop that waits for another process to change it uses <see cref="Read"/>.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public ref T Value
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            var place = _place;
            if (place is null) ThrowDisposed();
            return ref *place;
        }
    }

    /// <summary>Whether the value was made with a lock.</summary>
    public bool HasLock => _lock is not null;

    /// <summary>The lock that travels with the value: <c>using (counter.Lock.Enter()) counter.Value++</c>. (Python: <c>get_lock()</c>.)</summary>
    /// <exception cref="InvalidOperationException">The value was made without one.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public SharedLock Lock
    {
        get
        {
            ThrowIfDisposed();
            return _lock ?? throw new InvalidOperationException("The shared value was made without a lock; make it with withLock: true, or with a lock of its own.");
        }
    }

    private protected override BlockKind Kind => BlockKind.Memory;

    internal override SharedPart Part
    {
        get => new(0, 0, _lock);
        private protected set => _lock = value.Lock;
    }

    private string DebuggerText => IsDisposed ? "disposed" : $"{Value}";

    /// <summary>Reads the value in one piece, not earlier than the code says (<see cref="Volatile"/>).</summary>
    /// <returns>What it is now.</returns>
    /// <exception cref="NotSupportedException">It does not have 1, 2, 4 or 8 bytes.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Read()
    {
        var found = Atomic.Read(ref Value);
        GC.KeepAlive(this);
        return found;
    }

    /// <summary>Sets the value in one piece, not later than the code says (<see cref="Volatile"/>).</summary>
    /// <param name="value">What to.</param>
    /// <exception cref="NotSupportedException">It does not have 1, 2, 4 or 8 bytes.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(T value)
    {
        Atomic.Write(ref Value, value);
        GC.KeepAlive(this);
    }

    /// <summary>Sets the value and gives what it was, in one step that no other process comes between.</summary>
    /// <param name="value">What to.</param>
    /// <returns>What it was before.</returns>
    /// <exception cref="NotSupportedException">It does not have 1, 2, 4 or 8 bytes.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Exchange(T value)
    {
        var found = Atomic.Exchange(ref Value, value);
        GC.KeepAlive(this);
        return found;
    }

    /// <summary>Sets the value if it is what is expected, bit by bit, in one step that no other process comes between.</summary>
    /// <param name="value">What to.</param>
    /// <param name="comparand">What is expected.</param>
    /// <returns>What it was before; it has been set if that is the expected value.</returns>
    /// <exception cref="NotSupportedException">It does not have 1, 2, 4 or 8 bytes.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T CompareExchange(T value, T comparand)
    {
        var found = Atomic.CompareExchange(ref Value, value, comparand);
        GC.KeepAlive(this);
        return found;
    }

    private protected override void OnAdopted()
    {
        if (Hold.Header->ContentLength < sizeof(T)) throw SharedPart.Damaged();
        _place = (T*)Hold.Contents;
    }

    private protected override void OnDispose()
    {
        _place = null;
        Hold.Dispose();
    }

    [DoesNotReturn]
    private void ThrowDisposed() => throw new ObjectDisposedException(nameof(SharedValue<T>), "The shared value was disposed of in this process.");
}
