using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Multiprocessing.Memory;

namespace Multiprocessing;

/// <summary>
/// One value that the processes of a tree see at once. Thread-safe and process-safe as any variable is: a value that several threads or
/// processes change at once is to be guarded by <see cref="Lock"/>, or changed in one step by <see cref="Interlocked"/> or
/// <see cref="SharedNumbers"/>. Not safe to use while it is disposed of: its memory goes at once. (Python: <c>Value</c>, <c>RawValue</c>.)
/// </summary>
/// <typeparam name="T">The type of the value: a number, an enum, a struct without references.</typeparam>
/// <example><code>
/// using var counter = new SharedValue&lt;long&gt;();
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
    /// <param name="value">The value at first.</param>
    /// <exception cref="InsufficientMemoryException">The shared memory is full.</exception>
    /// <exception cref="PlatformNotSupportedException">The system lacks what shared memory needs.</exception>
    public SharedValue(T value = default)
        : base(sizeof(T))
    {
        OnAdopted();
        *_place = value;
    }

    /// <summary>
    /// The value, in place: it can be read, set and passed by reference. The reference is not to be used after the object was disposed of
    /// or has become unreachable. Methods that take references work on it: <c>Volatile.Read(ref flag.Value)</c>, in a loop that waits for
    /// another process to change it, or <c>Interlocked.CompareExchange(ref state.Value, …)</c>.
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

    /// <summary>
    /// The lock that belongs to the value, in all processes: <c>using (counter.Lock.Enter()) counter.Value++</c>. (Python:
    /// <c>get_lock()</c>.)
    /// </summary>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public SharedLock Lock => SideOf(ref _lock, static hold => new SharedLock(hold));

    private protected override BlockKind Kind => BlockKind.Memory;

    private string DebuggerText => IsDisposed ? "disposed" : $"{Value}";

    private protected override void OnAdopted()
    {
        if (Hold.Header->ContentLength < sizeof(T)) throw SharedPart.Damaged();
        _place = (T*)Hold.Contents;
    }

    private protected override void OnDispose()
    {
        _place = null;
        Volatile.Read(ref _lock)?.Dispose();
        Hold.DisposeWhenUnused();
    }

    [DoesNotReturn]
    private void ThrowDisposed() =>
        throw new ObjectDisposedException(nameof(SharedValue<T>), "The shared value was disposed of in this process.");
}
