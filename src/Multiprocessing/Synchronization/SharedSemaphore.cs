using System.Diagnostics;
using Multiprocessing.Memory;
using Multiprocessing.Synchronization;
using Multiprocessing.Waiting;

namespace Multiprocessing;

/// <summary>
/// A number of permits that the processes of a tree share. There are two ways to take one.
/// <see cref="SharedLockable.Enter(CancellationToken)"/> and its variants hold it: this process answers for the permit until
/// <see cref="SharedLockable.Exit()"/>, and when the process dies, however it dies, its permits are given back. That suits a resource that
/// only so many may use at once. <see cref="Wait(CancellationToken)"/> and its variants take it for good, as a signal is consumed, and
/// <see cref="Release"/> adds permits, which nobody needs to have had before. That suits items that one process makes and another one uses
/// up; a permit that a process takes in this way is gone if the process dies. Thread-safe and process-safe. (Python: <c>Semaphore</c>, and
/// with a maximum <c>BoundedSemaphore</c>.)
/// </summary>
/// <remarks>
/// A caller that comes while there is a permit gets it; once somebody has waited for a millisecond, waiters go first. With a maximum, the
/// free permits and the held ones together are never more than that, so that a release too many is refused at once; a permit that was taken
/// by <see cref="Wait(CancellationToken)"/> does not count until it is released.
/// </remarks>
/// <example><code>
/// using (downloads.Enter()) Download(address);
/// </code></example>
[DebuggerDisplay("SharedSemaphore {DebuggerText,nq}")]
public sealed partial class SharedSemaphore : SharedLockable
{
    private Permits _permits = null!;

    /// <summary>Makes a semaphore.</summary>
    /// <param name="initialCount">How many permits are free at first; not negative.</param>
    /// <param name="maxCount">The most permits that there may be, free and held; at least 1. If left out, there is no limit but
    /// <see cref="int.MaxValue"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The initial count is negative or more than the maximum, or the maximum is less than
    /// 1.</exception>
    /// <exception cref="InsufficientMemoryException">The shared memory is full.</exception>
    /// <exception cref="PlatformNotSupportedException">The system lacks what shared memory needs.</exception>
    public unsafe SharedSemaphore(int initialCount, int maxCount = int.MaxValue)
        : base(Length(initialCount, maxCount))
    {
        var state = (PermitState*)Hold.Contents;
        (state->Word, state->MaxCount) = (initialCount, maxCount);
        OnAdopted();
    }

    /// <summary>The number of permits that are free now. (Python: <c>get_value()</c>.)</summary>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public int CurrentCount
    {
        get
        {
            ThrowIfDisposed();
            var count = _permits.Count;
            GC.KeepAlive(this);
            return count;
        }
    }

    private protected override BlockKind Kind => BlockKind.Semaphore;

    private string DebuggerText => IsDisposed ? "disposed" : $"{CurrentCount} free";

    /// <summary>
    /// Waits for a permit and takes it for good; to hold it, use <see cref="SharedLockable.Enter(CancellationToken)"/>. (Python:
    /// <c>acquire()</c> where another process calls <c>release()</c>.)
    /// </summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public void Wait(CancellationToken cancellationToken = default)
    {
        if (!TryTake(holds: false, cancellationToken)) TryTake(holds: false, Deadline.Infinite, cancellationToken);
    }

    /// <summary>
    /// Waits for a permit, for a given time at most, and takes it for good. (Python: <c>acquire(timeout=…)</c>, and with no time
    /// <c>acquire(block=False)</c>.)
    /// </summary>
    /// <param name="timeout">The longest wait; zero only looks; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether a permit was taken.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public bool Wait(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        var deadline = Deadline.After(timeout);
        return TryTake(holds: false, cancellationToken) || TryTake(holds: false, deadline, cancellationToken);
    }

    /// <summary>Waits as <see cref="Wait(CancellationToken)"/>, without blocking a thread.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that completes when the permit was taken.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public ValueTask WaitAsync(CancellationToken cancellationToken = default) =>
        TryTake(holds: false, cancellationToken) ? default : WaitLongerAsync(cancellationToken);

    /// <summary>Waits as <see cref="Wait(TimeSpan, CancellationToken)"/>, without blocking a thread.</summary>
    /// <param name="timeout">The longest wait; zero only looks; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether a permit was taken.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public ValueTask<bool> WaitAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        var deadline = Deadline.After(timeout);
        return TryTake(holds: false, cancellationToken) ? new(true) : TryTakeAsync(holds: false, deadline, cancellationToken);
    }

    /// <summary>
    /// Adds permits, also more than were taken before. A permit that was taken by <see cref="SharedLockable.Enter(CancellationToken)"/> is
    /// given back by <see cref="SharedLockable.Exit()"/> instead. (Python: <c>release()</c>.)
    /// </summary>
    /// <param name="count">How many permits; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is less than 1.</exception>
    /// <exception cref="SemaphoreFullException">With the new permits there would be more, free and held, than the maximum; none is
    /// added.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public void Release(int count = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ThrowIfDisposed();
        if (!_permits.TryRelease(count)) throw Full(count);
        GC.KeepAlive(this);
    }

    private protected override void OnAdopted() => _permits = new Permits(Hold);

    private protected override void OnDispose() => _permits.ExitAll();

    private static unsafe int Length(int initialCount, int maxCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(initialCount);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(initialCount, maxCount);
        return sizeof(PermitState);
    }

    private bool TryTake(bool holds, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfDisposed();
        var taken = _permits.TryTake(holds);
        GC.KeepAlive(this);
        return taken;
    }

    private bool TryTake(bool holds, Deadline deadline, CancellationToken cancellationToken)
    {
        if (deadline.IsOver) return false;
        var operation = new PermitOperation(_permits, holds);
        var taken = Waiter.Wait(ref operation, deadline, cancellationToken);
        GC.KeepAlive(this);
        return taken;
    }

    private async ValueTask WaitLongerAsync(CancellationToken cancellationToken) =>
        await TryTakeAsync(holds: false, Deadline.Infinite, cancellationToken).ConfigureAwait(false);

    private async ValueTask<bool> TryTakeAsync(bool holds, Deadline deadline, CancellationToken cancellationToken)
    {
        var (_, taken) = await Waiter.WaitAsync(new PermitOperation(_permits, holds), deadline, cancellationToken).ConfigureAwait(false);
        GC.KeepAlive(this);
        return taken;
    }

    private SemaphoreFullException Full(int count) =>
        new($"Release({count}) would give the shared semaphore more permits, free and held, than its maximum of {_permits.MaxCount}; " +
            $"{CurrentCount} are free now.");
}
