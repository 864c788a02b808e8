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
    public Scope Enter(CancellationToken cancellationToken = default)
    {
        if (!TryTake(holds: true, cancellationToken)) TryTake(holds: true, Deadline.Infinite, cancellationToken);
        return new Scope(this);
    }

    /// <summary>Takes a permit to hold it, if one is free and not kept for somebody who has waited for it.</summary>
    /// <returns>Whether this process holds it now; then <see cref="Exit"/> is to follow.</returns>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public bool TryEnter() => TryTake(holds: true, CancellationToken.None);

    /// <summary>Waits a while for a permit, and holds it until <see cref="Exit"/>.</summary>
    /// <param name="timeout">How long at most; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether this process holds it now; then <see cref="Exit"/> is to follow.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public bool TryEnter(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        var deadline = Deadline.After(timeout);
        return TryTake(holds: true, cancellationToken) || TryTake(holds: true, deadline, cancellationToken);
    }

    /// <summary>As <see cref="Enter"/>, holding no thread while it waits.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Gives the permit back when it is disposed of.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public ValueTask<Scope> EnterAsync(CancellationToken cancellationToken = default) =>
        TryTake(holds: true, cancellationToken) ? new(new Scope(this)) : WaitForScopeAsync(cancellationToken);

    /// <summary>As <see cref="TryEnter(TimeSpan, CancellationToken)"/>, holding no thread while it waits.</summary>
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

    private static SynchronizationLockException NotHeld() =>
        new("This process holds no permit that was taken by Enter through this shared semaphore. What Wait has taken is given back by Release, which also adds permits that nobody had.");

    private async ValueTask<Scope> WaitForScopeAsync(CancellationToken cancellationToken)
    {
        await TryTakeAsync(holds: true, Deadline.Infinite, cancellationToken).ConfigureAwait(false);
        return new Scope(this);
    }

    /// <summary>Gives the permit back, once, when it is disposed of. Not thread-safe: it belongs to the block of code that entered.</summary>
    public readonly struct Scope : IDisposable
    {
        private readonly SharedSemaphore? _semaphore;

        internal Scope(SharedSemaphore semaphore) => _semaphore = semaphore;

        /// <summary>Gives the permit back.</summary>
        /// <exception cref="SynchronizationLockException">This process does not hold it any more.</exception>
        public void Dispose() => _semaphore?.Exit();
    }
}
