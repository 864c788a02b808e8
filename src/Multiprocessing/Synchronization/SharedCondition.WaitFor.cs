using Multiprocessing.Waiting;

namespace Multiprocessing;

/// <content>Waiting until something holds.</content>
public sealed partial class SharedCondition
{
    /// <summary>
    /// Waits until a predicate holds; it is asked at first and after each notification, while the lock is held. (Python:
    /// <c>wait_for()</c>.)
    /// </summary>
    /// <param name="predicate">What to wait for.</param>
    /// <param name="cancellationToken">Ends the wait; the lock is waited for in any case.</param>
    /// <exception cref="AbandonedMutexException">As for <see cref="Wait(CancellationToken)"/>.</exception>
    /// <exception cref="SynchronizationLockException">The caller does not hold the lock.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public void WaitFor(Func<bool> predicate, CancellationToken cancellationToken = default) =>
        WaitFor(predicate, Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>
    /// As <see cref="WaitFor(Func{bool}, CancellationToken)"/>, for a while. (Python: <c>wait_for(predicate, timeout)</c>.)
    /// </summary>
    /// <param name="predicate">What to wait for.</param>
    /// <param name="timeout">How long to wait at most; <see cref="Timeout.InfiniteTimeSpan"/> for ever. The lock is waited for in any
    /// case.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What the predicate said last.</returns>
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

    /// <summary>As <see cref="WaitFor(Func{bool}, CancellationToken)"/>, holding no thread while it waits.</summary>
    /// <param name="predicate">What to wait for.</param>
    /// <param name="cancellationToken">Ends the wait; the lock is waited for in any case.</param>
    /// <returns>Completes when the predicate holds, and the caller the lock.</returns>
    /// <exception cref="AbandonedMutexException">As for <see cref="Wait(CancellationToken)"/>.</exception>
    /// <exception cref="SynchronizationLockException">The caller does not hold the lock, or holds it as a thread, by
    /// <see cref="SharedLockable.Enter(CancellationToken)"/> of a recursive lock.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public async ValueTask WaitForAsync(Func<bool> predicate, CancellationToken cancellationToken = default) =>
        await WaitForAsync(predicate, Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);

    /// <summary>As <see cref="WaitFor(Func{bool}, TimeSpan, CancellationToken)"/>, holding no thread while it waits.</summary>
    /// <param name="predicate">What to wait for.</param>
    /// <param name="timeout">How long to wait at most; <see cref="Timeout.InfiniteTimeSpan"/> for ever. The lock is waited for in any
    /// case.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What the predicate said last.</returns>
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
