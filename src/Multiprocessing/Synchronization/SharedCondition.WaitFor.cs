using Multiprocessing.Waiting;

namespace Multiprocessing;

/// <content>Waiting until a predicate holds.</content>
public sealed partial class SharedCondition
{
    /// <summary>
    /// Waits until a predicate holds, which is called at first and after each notification, while the lock is held. (Python:
    /// <c>wait_for()</c>.)
    /// </summary>
    /// <param name="predicate">The condition to wait for.</param>
    /// <param name="cancellationToken">Ends the wait; the lock is taken again in any case.</param>
    /// <exception cref="AbandonedMutexException">As for <see cref="Wait(CancellationToken)"/>.</exception>
    /// <exception cref="SynchronizationLockException">The caller does not hold the lock.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public void WaitFor(Func<bool> predicate, CancellationToken cancellationToken = default) =>
        WaitFor(predicate, Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>
    /// Waits as <see cref="WaitFor(Func{bool}, CancellationToken)"/>, for a given time at most. (Python: <c>wait_for(predicate,
    /// timeout)</c>.)
    /// </summary>
    /// <param name="predicate">The condition to wait for.</param>
    /// <param name="timeout">The longest wait; <see cref="Timeout.InfiniteTimeSpan"/> for ever. The lock is taken again in any
    /// case.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The last result of the predicate.</returns>
    /// <exception cref="AbandonedMutexException">As for <see cref="Wait(CancellationToken)"/>.</exception>
    /// <exception cref="SynchronizationLockException">The caller does not hold the lock.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public bool WaitFor(Func<bool> predicate, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        var deadline = Deadline.After(timeout);
        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfNotHeld();
        while (!predicate())
        {
            if (!TryWait(deadline, isPrepared: false, out _, cancellationToken)) return predicate();
        }

        return true;
    }

    /// <summary>Waits as <see cref="WaitFor(Func{bool}, CancellationToken)"/>, without blocking a thread.</summary>
    /// <param name="predicate">The condition to wait for.</param>
    /// <param name="cancellationToken">Ends the wait; the lock is taken again in any case.</param>
    /// <returns>A task that completes when the predicate holds and the caller has the lock.</returns>
    /// <exception cref="AbandonedMutexException">As for <see cref="Wait(CancellationToken)"/>.</exception>
    /// <exception cref="SynchronizationLockException">The caller does not hold the lock, or holds it as a thread, by
    /// <see cref="SharedLockable.Enter(CancellationToken)"/> of a recursive lock.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public async ValueTask WaitForAsync(Func<bool> predicate, CancellationToken cancellationToken = default) =>
        await WaitForAsync(predicate, Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);

    /// <summary>Waits as <see cref="WaitFor(Func{bool}, TimeSpan, CancellationToken)"/>, without blocking a thread.</summary>
    /// <param name="predicate">The condition to wait for.</param>
    /// <param name="timeout">The longest wait; <see cref="Timeout.InfiniteTimeSpan"/> for ever. The lock is taken again in any
    /// case.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The last result of the predicate.</returns>
    /// <exception cref="AbandonedMutexException">As for <see cref="Wait(CancellationToken)"/>.</exception>
    /// <exception cref="SynchronizationLockException">The caller does not hold the lock, or holds it as a thread, by
    /// <see cref="SharedLockable.Enter(CancellationToken)"/> of a recursive lock.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public async ValueTask<bool> WaitForAsync(Func<bool> predicate, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        var deadline = Deadline.After(timeout);
        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfHeldByThread();
        while (!predicate())
        {
            if (!await TryWaitAsync(deadline, cancellationToken).ConfigureAwait(false)) return predicate();
        }

        return true;
    }
}
