using System.Diagnostics;
using System.Runtime.CompilerServices;
using Multiprocessing.Memory;
using Multiprocessing.Synchronization;
using Multiprocessing.Waiting;

namespace Multiprocessing;

/// <summary>
/// A lock that one process of a tree holds at a time. A caller that asks while it is free gets it with one instruction; a waiter that has
/// waited for a millisecond goes first. When a process dies while it holds the lock, the next one learns of it by
/// <see cref="AbandonedMutexException"/>. The lock belongs to a process, not to a thread: what one thread has entered, another may exit. A
/// thread that enters it twice waits for itself; see SharedRecursiveLock. Thread-safe and process-safe. (Python: <c>Lock</c>.)
/// </summary>
/// <example><code>
/// using (counterLock.Enter()) counter.Value++;
/// </code></example>
[DebuggerDisplay("SharedLock {DebuggerText,nq}")]
public sealed class SharedLock : SharedLockable, IConditionLock
{
    private nint _word;
    private SpinBudget _spin = new();

    /// <summary>Makes a lock that nobody holds.</summary>
    /// <exception cref="InsufficientMemoryException">The shared memory is full.</exception>
    /// <exception cref="PlatformNotSupportedException">The system lacks what shared memory needs.</exception>
    public SharedLock()
        : base(length: 0) => OnAdopted();

    /// <summary>Makes the lock in a block that holds another structure too.</summary>
    internal SharedLock(Hold hold)
        : base(hold) => OnAdopted();

    internal override bool IsHeldNow => Owner != 0;

    internal override bool IsHeldHere => Owner == Platform.LifeMarks.Self;

    private protected override BlockKind Kind => BlockKind.Lock;

    // The lock's word, also when this object has been disposed of.
    private unsafe nint HeldWord => (nint)(&Hold.Header->Lock);

    private unsafe int Owner
    {
        get
        {
            ThrowIfDisposed();
            return OwnerWord.Owner((int*)_word);
        }
    }

    private string DebuggerText =>
        IsDisposed ? "disposed" : Owner is var owner && owner == 0 ? "free" : owner == Platform.LifeMarks.Self ? "held by this process"
            : $"held by process {owner} of the tree";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal override unsafe bool TryTake(CancellationToken cancellationToken, out long entry)
    {
        entry = 0;
        cancellationToken.ThrowIfCancellationRequested();
        var taken = OwnerWord.TryTake((int*)_word);
        GC.KeepAlive(this);
        return taken;
    }

    internal override bool TryWait(long entry, Deadline deadline, CancellationToken cancellationToken, out bool wasAbandoned)
    {
        var operation = new TakeOperation(LiveWord(), _spin);
        var hold = Hold;
        hold.BeginWaiting();
        try
        {
            var succeeded = Waiter.Wait(ref operation, deadline, cancellationToken);
            wasAbandoned = operation.IsAbandoned;
            return succeeded;
        }
        finally
        {
            hold.EndWaiting();
        }
    }

    internal override ValueTask<bool> TryTakeAsync(Deadline deadline, CancellationToken cancellationToken, out long entry) =>
        TryTake(cancellationToken, out entry) ? new(true) : TryWaitAsync(deadline, cancellationToken);

    // A lock that was entered before the object was disposed of can be exited after it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal override unsafe void ExitLast()
    {
        if (!OwnerWord.TryRelease((int*)_word)) ExitLate();
        GC.KeepAlive(this);
    }

    internal override void Exit(long entry) => ExitLast();

    // The object's own field is not used, since it may have been disposed of meanwhile.
    internal override unsafe AbandonedMutexException Abandoned(long entry)
    {
        OwnerWord.TryRelease((int*)HeldWord);
        return new AbandonedMutexException("A process died while it held the shared lock: what the lock protects may be half done. The " +
            "lock is free again; Enter(out wasAbandoned) takes it and tells.");
    }

    bool IConditionLock.IsHeldByCaller => IsHeldByCurrentProcess;

    // The lock belongs to the process.
    bool IConditionLock.IsHeldByThread => false;

    LockHolding IConditionLock.Suspend()
    {
        var word = LiveWord();
        ExitLast();
        return new(word);
    }

    bool IConditionLock.Resume(in LockHolding holding, bool isAbandoned) => isAbandoned;

    private protected override unsafe void OnAdopted() => (_word, _spin) = (HeldWord, new SpinBudget());

    // A word that can neither be taken nor released leads to the slow methods, which check whether the object was disposed of.
    private protected override unsafe void OnDispose() => Volatile.Write(ref _word, (nint)OwnerWord.Untakable);

    private async ValueTask<bool> TryWaitAsync(Deadline deadline, CancellationToken cancellationToken)
    {
        var word = LiveWord();
        var hold = Hold;
        hold.BeginWaiting();
        try
        {
            var (operation, succeeded) =
                await Waiter.WaitAsync(new TakeOperation(word, _spin), deadline, cancellationToken).ConfigureAwait(false);
            return operation.IsAbandoned ? throw Abandoned(entry: 0) : succeeded;
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
