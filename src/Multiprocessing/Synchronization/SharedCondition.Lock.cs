namespace Multiprocessing;

/// <content>The lock, as the condition's.</content>
public sealed partial class SharedCondition
{
    /// <summary>Waits for the condition's lock and takes it. (Python: <c>with condition:</c>.)</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Exits the lock when it is disposed of.</returns>
    /// <exception cref="AbandonedMutexException">The process that held the lock died; the caller does not hold it. As for <see cref="SharedLock.Enter(CancellationToken)"/>.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public LockScope Enter(CancellationToken cancellationToken = default)
    {
        ThrowIfDisposed();
        return _recursiveLock is { } recursive ? recursive.Enter(cancellationToken) : _plainLock!.Enter(cancellationToken);
    }

    /// <summary>Waits for the condition's lock and takes it, even if its last holder died.</summary>
    /// <param name="wasAbandoned">Whether the process that held the lock died, so that what it protects may be half done and is to be mended now.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Exits the lock when it is disposed of.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public LockScope Enter(out bool wasAbandoned, CancellationToken cancellationToken = default)
    {
        ThrowIfDisposed();
        return _recursiveLock is { } recursive ? recursive.Enter(out wasAbandoned, cancellationToken) : _plainLock!.Enter(out wasAbandoned, cancellationToken);
    }

    /// <summary>As <see cref="Enter(CancellationToken)"/>, holding no thread while it waits; as for <see cref="SharedRecursiveLock.EnterAsync"/>, if the lock is such a one.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Exits the lock when it is disposed of.</returns>
    /// <exception cref="AbandonedMutexException">As for <see cref="Enter(CancellationToken)"/>.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public ValueTask<LockScope> EnterAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfDisposed();
        // Not asynchronous itself, so that the caller's flow is the owner.
        return _recursiveLock is { } recursive ? recursive.EnterAsync(cancellationToken) : _plainLock!.EnterAsync(cancellationToken);
    }
}
