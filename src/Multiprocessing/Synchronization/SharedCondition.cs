using System.Diagnostics;
using Multiprocessing.Memory;
using Multiprocessing.Synchronization;
using Multiprocessing.Waiting;

namespace Multiprocessing;

/// <summary>
/// A condition that is used with a lock: a thread or task waits until another one, in any process, says that what the lock protects has
/// changed. A waiter releases the lock and has it again afterwards. A notification goes to the one that has waited longest, and none is
/// lost: where that one is killed or cancelled before it is back, the next one that was waiting gets it. Thread-safe and process-safe.
/// (Python: <c>Condition</c>.)
/// </summary>
/// <example><code>
/// using (filled.Enter()) filled.WaitFor(() => count.Value > 0);
/// // and elsewhere
/// using (filled.Enter())
/// {
///     count.Value++;
///     filled.Notify();
/// }
/// </code></example>
[DebuggerDisplay("SharedCondition {DebuggerText,nq}")]
public sealed partial class SharedCondition : SharedLockable
{
    private SharedLockable _lock;
    private SpinBudget _spin = new();
    private SpinBudget _lockSpin = new();

    /// <summary>Makes a condition for the data that a lock protects; one lock may have several.</summary>
    /// <param name="theLock">A <see cref="SharedLock"/> or a <see cref="SharedRecursiveLock"/>. Waiting and notifying belong to the owner
    /// of the lock: of a <see cref="SharedLock"/> that is a process and not a thread. Null for a recursive lock of the condition's own.
    /// Entering the condition enters the lock.</param>
    /// <exception cref="ArgumentException">The lock is of another type.</exception>
    /// <exception cref="InsufficientMemoryException">The shared memory is full.</exception>
    /// <exception cref="PlatformNotSupportedException">The system lacks what shared memory needs.</exception>
    public SharedCondition(SharedLockable? theLock = null)
        : base(ChangeLog.ObjectLength)
    {
        if (theLock is not (null or IConditionLock))
        {
            throw new ArgumentException($"A shared condition waits with a SharedLock or a SharedRecursiveLock, not with a " +
                $"{theLock.GetType().Name}, which cannot be let go of and taken again as a whole.", nameof(theLock));
        }

        _lock = theLock ?? new SharedRecursiveLock();
    }

    internal override object? Attachment
    {
        get => _lock;
        set => _lock = value is IConditionLock ? (SharedLockable)value
            : throw new InvalidDataException("A message between processes holds a condition without a lock.");
    }

    private protected override BlockKind Kind => BlockKind.Condition;

    private unsafe ConditionQueue Queue => new(Hold.Arena, Hold.Contents);

    private string DebuggerText => IsDisposed ? "disposed" : ConditionLock.IsHeldByCaller ? "held by the caller" : "";

    /// <summary>Releases the lock, waits for a notification, and takes the lock again. (Python: <c>wait()</c>.)</summary>
    /// <param name="cancellationToken">Ends the wait for the notification; the lock is taken again in any case.</param>
    /// <exception cref="AbandonedMutexException">A process died while it held the lock, so what it protects may be half done. The caller
    /// holds the lock, as whenever this method ends: the block of code that has entered it exits it. The caller's notification goes to
    /// another waiter. To repair the data first, use <see cref="Wait(out bool, CancellationToken)"/>.</exception>
    /// <exception cref="SynchronizationLockException">The caller does not hold the lock.</exception>
    /// <exception cref="InsufficientMemoryException">The shared memory is full.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public void Wait(CancellationToken cancellationToken = default) => Wait(Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>Waits as <see cref="Wait(CancellationToken)"/>, even if a process died while it held the lock.</summary>
    /// <param name="wasAbandoned">Whether a process died while it held the lock, so that what it protects may be half done and is to be
    /// repaired now.</param>
    /// <param name="cancellationToken">Ends the wait for the notification; the lock is taken again in any case.</param>
    /// <exception cref="SynchronizationLockException">The caller does not hold the lock.</exception>
    /// <exception cref="InsufficientMemoryException">The shared memory is full.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public void Wait(out bool wasAbandoned, CancellationToken cancellationToken = default) =>
        TryWait(Deadline.Infinite, isPrepared: true, out wasAbandoned, cancellationToken);

    /// <summary>Waits as <see cref="Wait(CancellationToken)"/>, for a given time at most. (Python: <c>wait(timeout)</c>.)</summary>
    /// <param name="timeout">The longest wait for the notification; <see cref="Timeout.InfiniteTimeSpan"/> for ever. The lock is taken
    /// again in any case.</param>
    /// <param name="cancellationToken">Ends the wait for the notification.</param>
    /// <returns>Whether the caller was notified.</returns>
    /// <exception cref="AbandonedMutexException">As for <see cref="Wait(CancellationToken)"/>.</exception>
    /// <exception cref="SynchronizationLockException">The caller does not hold the lock.</exception>
    /// <exception cref="InsufficientMemoryException">The shared memory is full.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public bool Wait(TimeSpan timeout, CancellationToken cancellationToken = default) =>
        TryWait(Deadline.After(timeout), isPrepared: false, out _, cancellationToken);

    /// <summary>Waits as <see cref="Wait(CancellationToken)"/>, without blocking a thread.</summary>
    /// <param name="cancellationToken">Ends the wait for the notification; the lock is taken again in any case.</param>
    /// <returns>A task that completes when the caller holds the lock again.</returns>
    /// <exception cref="AbandonedMutexException">As for <see cref="Wait(CancellationToken)"/>.</exception>
    /// <exception cref="SynchronizationLockException">The caller does not hold the lock, or holds it as a thread, by
    /// <see cref="SharedLockable.Enter(CancellationToken)"/> of a recursive lock.</exception>
    /// <exception cref="InsufficientMemoryException">The shared memory is full.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public async ValueTask WaitAsync(CancellationToken cancellationToken = default) =>
        await TryWaitAsync(Deadline.Infinite, cancellationToken).ConfigureAwait(false);

    /// <summary>Waits as <see cref="Wait(TimeSpan, CancellationToken)"/>, without blocking a thread.</summary>
    /// <param name="timeout">The longest wait for the notification; <see cref="Timeout.InfiniteTimeSpan"/> for ever. The lock is taken
    /// again in any case.</param>
    /// <param name="cancellationToken">Ends the wait for the notification.</param>
    /// <returns>Whether the caller was notified.</returns>
    /// <exception cref="AbandonedMutexException">As for <see cref="Wait(CancellationToken)"/>.</exception>
    /// <exception cref="SynchronizationLockException">The caller does not hold the lock, or holds it as a thread, by
    /// <see cref="SharedLockable.Enter(CancellationToken)"/> of a recursive lock.</exception>
    /// <exception cref="InsufficientMemoryException">The shared memory is full.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public ValueTask<bool> WaitAsync(TimeSpan timeout, CancellationToken cancellationToken = default) =>
        TryWaitAsync(Deadline.After(timeout), cancellationToken);

    /// <summary>
    /// Notifies the waiters that have waited longest; they go on when the caller has released the lock. (Python: <c>notify(n)</c>.)
    /// </summary>
    /// <param name="count">How many waiters to notify at most; one that waits later is not notified.</param>
    /// <exception cref="SynchronizationLockException">The caller does not hold the lock.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public void Notify(int count = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ThrowIfNotHeld();
        Queue.Notify(count);
        GC.KeepAlive(this);
    }

    /// <summary>
    /// Notifies all that wait now; they go on, one after the other, when the caller has released the lock. (Python: <c>notify_all()</c>.)
    /// </summary>
    /// <exception cref="SynchronizationLockException">The caller does not hold the lock.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public void NotifyAll() => Notify(int.MaxValue);

    private protected override void OnAdopted() => (_spin, _lockSpin, _idle) = (new SpinBudget(), new SpinBudget(), new Stack<Hold>());

    // Every public method checks whether the object was disposed of.
    private protected override void OnDispose()
    {
    }
}
