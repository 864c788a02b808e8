using System.Diagnostics;
using System.Runtime.CompilerServices;
using Multiprocessing.Memory;
using Multiprocessing.Synchronization;
using Multiprocessing.Waiting;

namespace Multiprocessing;

/// <summary>
/// A lock that one thread of a process tree holds at a time, and may enter again while it holds it; it is free when it was exited as often. What was entered by
/// <see cref="EnterAsync"/> belongs to the asynchronous flow instead: to the method that called it and to all that this method calls, on whatever thread it goes on. Tasks that
/// are started while the flow holds the lock belong to the flow too, so the lock does not keep them apart. When a process dies while it holds the lock, the next one
/// learns of it by <see cref="AbandonedMutexException"/>. Thread-safe and process-safe. (Python: <c>RLock</c>.)
/// </summary>
/// <example><code>
/// using (await accounts.EnterAsync())
/// using (accounts.Enter()) Transfer();
/// </code></example>
[DebuggerDisplay("SharedRecursiveLock {DebuggerText,nq}")]
public sealed partial class SharedRecursiveLock : SharedObject, IConditionLock, IEntered
{
    private nint _state;
    private SpinBudget _spin = new();

    /// <summary>Makes a lock that nobody holds.</summary>
    /// <exception cref="InsufficientMemoryException">The shared memory is full.</exception>
    /// <exception cref="PlatformNotSupportedException">The system lacks what shared memory needs.</exception>
    public SharedRecursiveLock()
        : base(Unsafe.SizeOf<RecursiveLockState>()) => OnAdopted();

    /// <summary>Whether a process holds the lock now.</summary>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public bool IsHeld => Owner != 0;

    /// <summary>Whether a thread or flow of this process holds the lock now.</summary>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public bool IsHeldByCurrentProcess => Owner == Platform.LifeMarks.Self;

    /// <summary>How many times this thread, or the asynchronous flow that runs on it, has entered the lock and not exited it; 0 where it does not hold it, at most 65535.</summary>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public unsafe int RecursionCount
    {
        get
        {
            ThrowIfDisposed();
            var holder = new RecursiveHolder(Volatile.Read(ref State->Holder));
            GC.KeepAlive(this);
            return IsCaller(holder) ? holder.Depth : 0;
        }
    }

    private protected override BlockKind Kind => BlockKind.RecursiveLock;

    private unsafe RecursiveLockState* State => (RecursiveLockState*)Volatile.Read(ref _state);

    private unsafe int Owner
    {
        get
        {
            ThrowIfDisposed();
            var owner = OwnerWord.Owner(&State->Word);
            GC.KeepAlive(this);
            return owner;
        }
    }

    private string DebuggerText => IsDisposed ? "disposed" : Owner is var owner && owner == 0 ? "free" : owner == Platform.LifeMarks.Self ? "held by this process" : $"held by process {owner} of the tree";

    /// <summary>Waits for the lock and takes it; at once if this thread or flow has it. (Python: <c>acquire()</c>, <c>with lock:</c>.)</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Exits the lock once when it is disposed of: <c>using (theLock.Enter()) …</c>.</returns>
    /// <exception cref="AbandonedMutexException">
    /// The process that held the lock died, so what it protects may be half done. One caller is told; it does not hold the lock, so that nobody waits for one
    /// who does not expect this. To mend things first, use <see cref="Enter(out bool, CancellationToken)"/>.
    /// </exception>
    /// <exception cref="LockRecursionException">The lock was entered 65535 times.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public LockScope Enter(CancellationToken cancellationToken = default)
    {
        if (!TryTake(cancellationToken, out var owner) && TryWait(owner, Deadline.Infinite, cancellationToken).WasAbandoned) throw Abandoned(owner);
        return new LockScope(this, owner);
    }

    /// <summary>Waits for the lock and takes it, even if its last holder died.</summary>
    /// <param name="wasAbandoned">Whether the process that held the lock died, so that what it protects may be half done and is to be mended now.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Exits the lock once when it is disposed of.</returns>
    /// <exception cref="LockRecursionException">The lock was entered 65535 times.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public LockScope Enter(out bool wasAbandoned, CancellationToken cancellationToken = default)
    {
        wasAbandoned = !TryTake(cancellationToken, out var owner) && TryWait(owner, Deadline.Infinite, cancellationToken).WasAbandoned;
        return new LockScope(this, owner);
    }

    /// <summary>Waits for the lock for a while. (Python: <c>acquire(timeout=…)</c>, and without a time <c>acquire(block=False)</c>.)</summary>
    /// <param name="timeout">How long at most; not at all where it is left out, <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether the caller holds it now; then <see cref="Exit()"/> is to follow.</returns>
    /// <exception cref="AbandonedMutexException">As for <see cref="Enter(CancellationToken)"/>.</exception>
    /// <exception cref="LockRecursionException">The lock was entered 65535 times.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public bool TryEnter(TimeSpan timeout = default, CancellationToken cancellationToken = default)
    {
        var deadline = Deadline.After(timeout);
        if (TryTake(cancellationToken, out var owner)) return true;
        var (succeeded, wasAbandoned) = TryWait(owner, deadline, cancellationToken);
        return wasAbandoned ? throw Abandoned(owner) : succeeded;
    }

    /// <summary>Exits the lock once; the last time lets go of it. (Python: <c>release()</c>.)</summary>
    /// <exception cref="SynchronizationLockException">Neither this thread nor the asynchronous flow that runs on it holds the lock.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public unsafe void Exit()
    {
        var holder = new RecursiveHolder(Volatile.Read(ref State->Holder));
        if (!IsCaller(holder)) ThrowNotHeld();
        Exit(holder.Owner);
    }

    private protected override unsafe void OnAdopted() => (_state, _spin) = ((nint)Hold.Contents, new SpinBudget());

    // A lock that can neither be taken nor released leads to the slow ways, which look whether the object was disposed of.
    private protected override void OnDispose() => Volatile.Write(ref _state, RecursiveLockState.Untakable);
}
