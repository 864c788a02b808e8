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
    public Scope Enter(CancellationToken cancellationToken = default)
    {
        ThrowIfDisposed();
        return _recursiveLock is { } recursive ? new(recursive.Enter(cancellationToken)) : new(_plainLock!.Enter(cancellationToken));
    }

    /// <summary>Waits for the condition's lock and takes it, even if its last holder died.</summary>
    /// <param name="wasAbandoned">Whether the process that held the lock died, so that what it protects may be half done and is to be mended now.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Exits the lock when it is disposed of.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public Scope Enter(out bool wasAbandoned, CancellationToken cancellationToken = default)
    {
        ThrowIfDisposed();
        return _recursiveLock is { } recursive ? new(recursive.Enter(out wasAbandoned, cancellationToken)) : new(_plainLock!.Enter(out wasAbandoned, cancellationToken));
    }

    /// <summary>As <see cref="Enter(CancellationToken)"/>, holding no thread while it waits; as for <see cref="SharedRecursiveLock.EnterAsync"/>, if the lock is such a one.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Exits the lock when it is disposed of.</returns>
    /// <exception cref="AbandonedMutexException">As for <see cref="Enter(CancellationToken)"/>.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public ValueTask<Scope> EnterAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfDisposed();
        // Not asynchronous itself, so that the caller's flow is the owner.
        return _recursiveLock is { } recursive ? AsScope(recursive.EnterAsync(cancellationToken)) : AsScope(_plainLock!.EnterAsync(cancellationToken));
    }

    /// <summary>Exits the condition's lock. (Python: <c>release()</c>.)</summary>
    /// <exception cref="SynchronizationLockException">The caller does not hold it.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public void Exit()
    {
        ThrowIfDisposed();
        if (_recursiveLock is { } recursive) recursive.Exit();
        else _plainLock!.Exit();
    }

    private static async ValueTask<Scope> AsScope(ValueTask<SharedRecursiveLock.Scope> entering) => new(await entering.ConfigureAwait(false));

    private static async ValueTask<Scope> AsScope(ValueTask<SharedLock.Scope> entering) => new(await entering.ConfigureAwait(false));

    /// <summary>Exits the condition's lock, once, when it is disposed of. Not thread-safe: it belongs to the block of code that entered.</summary>
    public readonly struct Scope : IDisposable
    {
        private readonly SharedRecursiveLock.Scope _recursive;
        private readonly SharedLock.Scope _plain;

        internal Scope(SharedRecursiveLock.Scope recursive) => _recursive = recursive;

        internal Scope(SharedLock.Scope plain) => _plain = plain;

        /// <summary>Exits the lock.</summary>
        /// <exception cref="SynchronizationLockException">Whoever entered does not hold it any more.</exception>
        public void Dispose()
        {
            // One of them is nothing.
            _recursive.Dispose();
            _plain.Dispose();
        }
    }
}
