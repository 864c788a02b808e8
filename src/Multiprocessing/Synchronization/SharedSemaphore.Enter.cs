using Multiprocessing.Synchronization;
using Multiprocessing.Waiting;

namespace Multiprocessing;

/// <content>Permits that a process holds.</content>
public sealed partial class SharedSemaphore
{
    /// <summary>Waits for a permit and holds it until <see cref="Exit"/>; when this process dies, it is given back. (Python: <c>with semaphore:</c>.)</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Gives the permit back when it is disposed of: <c>using (theSemaphore.Enter()) …</c>.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public LockScope Enter(CancellationToken cancellationToken = default)
    {
        if (!TryTake(holds: true, cancellationToken)) TryTake(holds: true, Deadline.Infinite, cancellationToken);
        return new LockScope(this);
    }

    /// <summary>Waits a while for a permit, and holds it until <see cref="Exit"/>.</summary>
    /// <param name="timeout">How long at most; not at all where it is left out, <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether this process holds it now; then <see cref="Exit"/> is to follow.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public bool TryEnter(TimeSpan timeout = default, CancellationToken cancellationToken = default)
    {
        var deadline = Deadline.After(timeout);
        return TryTake(holds: true, cancellationToken) || TryTake(holds: true, deadline, cancellationToken);
    }

    /// <summary>As <see cref="Enter"/>, holding no thread while it waits.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Gives the permit back when it is disposed of.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public ValueTask<LockScope> EnterAsync(CancellationToken cancellationToken = default) =>
        TryTake(holds: true, cancellationToken) ? new(new LockScope(this)) : WaitForScopeAsync(cancellationToken);

    /// <summary>As <see cref="TryEnter"/>, holding no thread while it waits.</summary>
    /// <param name="timeout">How long at most; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether this process holds a permit now; then <see cref="Exit"/> is to follow.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public ValueTask<bool> TryEnterAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        var deadline = Deadline.After(timeout);
        return TryTake(holds: true, cancellationToken) ? new(true) : TryTakeAsync(holds: true, deadline, cancellationToken);
    }

    /// <summary>
    /// Gives back a permit that this process holds, whichever of its threads took it. It is to be taken and given back through one object; those that are still held when the object is disposed of, or
    /// when nobody refers to it any more, are given back then.
    /// </summary>
    /// <exception cref="SynchronizationLockException">No permit that was taken through this object is held.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public void Exit()
    {
        ThrowIfDisposed();
        if (!_permits.TryExit()) throw NotHeld();
        GC.KeepAlive(this);
    }

    void IEntered.Exit(long entry) => Exit();

    private static SynchronizationLockException NotHeld() =>
        new("This process holds no permit that was taken by Enter through this shared semaphore. What Wait has taken is given back by Release, which also adds permits that nobody had.");

    private async ValueTask<LockScope> WaitForScopeAsync(CancellationToken cancellationToken)
    {
        await TryTakeAsync(holds: true, Deadline.Infinite, cancellationToken).ConfigureAwait(false);
        return new LockScope(this);
    }
}
