using System.Diagnostics;
using System.Runtime.CompilerServices;
using Multiprocessing.Memory;
using Multiprocessing.Synchronization;
using Multiprocessing.Waiting;

namespace Multiprocessing;

/// <summary>
/// A lock that one process of a tree holds at a time. Whoever asks while it is free gets it with one instruction; who has waited for a millisecond goes first.
/// When a process dies while it holds the lock, the next one learns of it by <see cref="AbandonedMutexException"/>. It belongs to a process, not to a thread: what one
/// thread has entered, another may exit. A thread that enters it twice waits for itself; see SharedRecursiveLock. Thread-safe and process-safe. (Python: <c>Lock</c>.)
/// </summary>
/// <example><code>
/// using (counterLock.Enter()) counter.Value++;
/// </code></example>
[DebuggerDisplay("SharedLock {DebuggerText,nq}")]
public sealed class SharedLock : SharedObject, IConditionLock, IEntered
{
    private nint _word;
    private SpinBudget _spin = new();

    /// <summary>Makes a lock that nobody holds.</summary>
    /// <exception cref="InsufficientMemoryException">The shared memory is full.</exception>
    /// <exception cref="PlatformNotSupportedException">The system lacks what shared memory needs.</exception>
    public SharedLock()
        : base(length: 0) => OnAdopted();

    /// <summary>The lock of a block that is something else too.</summary>
    internal SharedLock(Hold hold)
        : base(hold) => OnAdopted();

    /// <summary>Whether a process holds the lock now.</summary>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public bool IsHeld => Owner != 0;

    /// <summary>Whether a thread of this process holds the lock now.</summary>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public bool IsHeldByCurrentProcess => Owner == Platform.LifeMarks.Self;

    private protected override BlockKind Kind => BlockKind.Lock;

    // Whatever becomes of this object.
    private unsafe nint HeldWord => (nint)(&Hold.Header->Lock);

    private unsafe int Owner
    {
        get
        {
            ThrowIfDisposed();
            return OwnerWord.Owner((int*)_word);
        }
    }

    private string DebuggerText => IsDisposed ? "disposed" : Owner is var owner && owner == 0 ? "free" : owner == Platform.LifeMarks.Self ? "held by this process" : $"held by process {owner} of the tree";

    /// <summary>Waits for the lock and takes it. (Python: <c>acquire()</c>, <c>with lock:</c>.)</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Lets go of the lock when it is disposed of: <c>using (theLock.Enter()) …</c>.</returns>
    /// <exception cref="AbandonedMutexException">
    /// The process that held the lock died, so what it protects may be half done. One caller is told; it does not hold the lock, so that nobody waits for one
    /// who does not expect this. To mend things first, use <see cref="Enter(out bool, CancellationToken)"/>.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public LockScope Enter(CancellationToken cancellationToken = default)
    {
        if (!TryTake(cancellationToken) && TryWait(Deadline.Infinite, cancellationToken).WasAbandoned) throw Abandoned();
        return new LockScope(this);
    }

    /// <summary>Waits for the lock and takes it, even if its last holder died.</summary>
    /// <param name="wasAbandoned">Whether the process that held the lock died, so that what it protects may be half done and is to be mended now.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Lets go of the lock when it is disposed of.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public LockScope Enter(out bool wasAbandoned, CancellationToken cancellationToken = default)
    {
        wasAbandoned = !TryTake(cancellationToken) && TryWait(Deadline.Infinite, cancellationToken).WasAbandoned;
        return new LockScope(this);
    }

    /// <summary>Waits for the lock for a while. (Python: <c>acquire(timeout=…)</c>, and without a time <c>acquire(block=False)</c>.)</summary>
    /// <param name="timeout">How long at most; not at all where it is left out, <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether this process holds it now; then <see cref="Exit"/> is to follow.</returns>
    /// <exception cref="AbandonedMutexException">As for <see cref="Enter(CancellationToken)"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public bool TryEnter(TimeSpan timeout = default, CancellationToken cancellationToken = default)
    {
        var deadline = Deadline.After(timeout);
        if (TryTake(cancellationToken)) return true;
        var (succeeded, wasAbandoned) = TryWait(deadline, cancellationToken);
        return wasAbandoned ? throw Abandoned() : succeeded;
    }

    /// <summary>As <see cref="Enter(CancellationToken)"/>, holding no thread while it waits.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Lets go of the lock when it is disposed of.</returns>
    /// <exception cref="AbandonedMutexException">As for <see cref="Enter(CancellationToken)"/>.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public ValueTask<LockScope> EnterAsync(CancellationToken cancellationToken = default) =>
        TryTake(cancellationToken) ? new(new LockScope(this)) : WaitForScopeAsync(cancellationToken);

    /// <summary>As <see cref="TryEnter"/>, holding no thread while it waits.</summary>
    /// <param name="timeout">How long at most; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether this process holds it now; then <see cref="Exit"/> is to follow.</returns>
    /// <exception cref="AbandonedMutexException">As for <see cref="Enter(CancellationToken)"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public ValueTask<bool> TryEnterAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        var deadline = Deadline.After(timeout);
        return TryTake(cancellationToken) ? new(true) : TryWaitAsync(deadline, cancellationToken);
    }

    /// <summary>Lets go of the lock. (Python: <c>release()</c>.) What was entered before the object was disposed of can be exited after it.</summary>
    /// <exception cref="SynchronizationLockException">This process does not hold it.</exception>
    /// <exception cref="ObjectDisposedException">This process does not hold it, and the object was disposed of.</exception>
    public unsafe void Exit()
    {
        if (!OwnerWord.TryRelease((int*)_word)) ExitLate();
        GC.KeepAlive(this);
    }

    void IEntered.Exit(long entry) => Exit();

    bool IConditionLock.IsHeldByCaller => IsHeldByCurrentProcess;

    // It belongs to the process.
    bool IConditionLock.IsHeldByThread => false;

    LockHolding IConditionLock.Suspend()
    {
        var word = LiveWord();
        Exit();
        return new(word);
    }

    bool IConditionLock.Resume(in LockHolding holding, bool isAbandoned) => isAbandoned;

    private protected override unsafe void OnAdopted() => (_word, _spin) = (HeldWord, new SpinBudget());

    // A word that can neither be taken nor released leads to the slow ways, which look whether the object was disposed of.
    private protected override unsafe void OnDispose() => Volatile.Write(ref _word, (nint)OwnerWord.Untakable);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private unsafe bool TryTake(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var taken = OwnerWord.TryTake((int*)_word);
        GC.KeepAlive(this);
        return taken;
    }

    private (bool Succeeded, bool WasAbandoned) TryWait(Deadline deadline, CancellationToken cancellationToken)
    {
        var operation = new TakeOperation(LiveWord(), _spin);
        var hold = Hold;
        hold.BeginWaiting();
        try
        {
            return (Waiter.Wait(ref operation, deadline, cancellationToken), operation.IsAbandoned);
        }
        finally
        {
            hold.EndWaiting();
        }
    }

    private async ValueTask<LockScope> WaitForScopeAsync(CancellationToken cancellationToken)
    {
        await TryWaitAsync(Deadline.Infinite, cancellationToken).ConfigureAwait(false);
        return new LockScope(this);
    }

    private async ValueTask<bool> TryWaitAsync(Deadline deadline, CancellationToken cancellationToken)
    {
        var word = LiveWord();
        var hold = Hold;
        hold.BeginWaiting();
        try
        {
            var (operation, succeeded) = await Waiter.WaitAsync(new TakeOperation(word, _spin), deadline, cancellationToken).ConfigureAwait(false);
            return operation.IsAbandoned ? throw Abandoned() : succeeded;
        }
        finally
        {
            hold.EndWaiting();
        }
    }

    private nint LiveWord()
    {
        ThrowIfDisposed();
        return Volatile.Read(ref _word);
    }

    private unsafe AbandonedMutexException Abandoned()
    {
        // Not the word of this object, which may have been disposed of meanwhile.
        OwnerWord.TryRelease((int*)HeldWord);
        return new AbandonedMutexException("A process died while it held the shared lock: what the lock protects may be half done. The lock is free again; Enter(out wasAbandoned) takes it and tells.");
    }

    private unsafe void ExitLate()
    {
        if (IsDisposed && !Hold.IsReleased && OwnerWord.TryRelease((int*)HeldWord))
        {
            Hold.EndHolding();
            return;
        }

        ThrowIfDisposed();
        throw new SynchronizationLockException("This process does not hold the shared lock that it exits.");
    }
}
