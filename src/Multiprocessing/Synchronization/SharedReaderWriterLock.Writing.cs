using System.Diagnostics.CodeAnalysis;
using Multiprocessing.Synchronization;
using Multiprocessing.Waiting;

namespace Multiprocessing;

/// <content>Writing.</content>
public sealed partial class SharedReaderWriterLock
{
    /// <summary>Waits until no process reads or writes, and takes the lock to write.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Exits the lock when it is disposed of: <c>using (theLock.EnterWrite()) …</c>.</returns>
    /// <exception cref="AbandonedMutexException">
    /// A process died while it wrote, so what the lock protects may be half done. One caller is told, a reader or a writer; it does not hold the lock, so that nobody
    /// waits for one who does not expect this. To mend things first, use <see cref="EnterWrite(out bool, CancellationToken)"/>.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public LockScope EnterWrite(CancellationToken cancellationToken = default)
    {
        TryEnterWrite(Deadline.Infinite, isPrepared: false, out _, cancellationToken);
        return new LockScope(this, Writes);
    }

    /// <summary>Waits until no process reads or writes, and takes the lock to write, even if a writer died.</summary>
    /// <param name="wasAbandoned">Whether a process died while it wrote, and the caller is the one who is told: what the lock protects may be half done.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Exits the lock when it is disposed of.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public LockScope EnterWrite(out bool wasAbandoned, CancellationToken cancellationToken = default)
    {
        TryEnterWrite(Deadline.Infinite, isPrepared: true, out wasAbandoned, cancellationToken);
        return new LockScope(this, Writes);
    }

    /// <summary>Waits for a while until no process reads or writes, and takes the lock to write.</summary>
    /// <param name="timeout">How long at most; not at all where it is left out, <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether this process holds it now; then <see cref="ExitWrite"/> is to follow.</returns>
    /// <exception cref="AbandonedMutexException">As for <see cref="EnterWrite(CancellationToken)"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public bool TryEnterWrite(TimeSpan timeout = default, CancellationToken cancellationToken = default) =>
        TryEnterWrite(Deadline.After(timeout), isPrepared: false, out _, cancellationToken);

    /// <summary>As <see cref="EnterWrite(CancellationToken)"/>, holding no thread while it waits.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Exits the lock when it is disposed of.</returns>
    /// <exception cref="AbandonedMutexException">As for <see cref="EnterWrite(CancellationToken)"/>.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public async ValueTask<LockScope> EnterWriteAsync(CancellationToken cancellationToken = default)
    {
        await TryEnterWriteAsync(Deadline.Infinite, cancellationToken).ConfigureAwait(false);
        return new LockScope(this, Writes);
    }

    /// <summary>As <see cref="TryEnterWrite(TimeSpan, CancellationToken)"/>, holding no thread while it waits.</summary>
    /// <param name="timeout">How long at most; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether this process holds it now; then <see cref="ExitWrite"/> is to follow.</returns>
    /// <exception cref="AbandonedMutexException">As for <see cref="EnterWrite(CancellationToken)"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public ValueTask<bool> TryEnterWriteAsync(TimeSpan timeout, CancellationToken cancellationToken = default) =>
        TryEnterWriteAsync(Deadline.After(timeout), cancellationToken);

    /// <summary>Ends a write.</summary>
    /// <exception cref="SynchronizationLockException">This process does not hold the lock to write.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public void ExitWrite()
    {
        if (!LiveDoor().TryOpen(onlyIfWriting: true)) throw new SynchronizationLockException("This process does not hold the shared lock, whose writing it ends.");
        GC.KeepAlive(this);
    }

    private bool TryEnterWrite(Deadline deadline, bool isPrepared, out bool wasAbandoned, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var operation = new WriteOperation(LiveDoor(), _spin);
        var succeeded = Waiter.Wait(ref operation, deadline, cancellationToken);
        wasAbandoned = operation.IsAbandoned;
        GC.KeepAlive(this);
        if (wasAbandoned && !isPrepared) OpenAbandoned();
        return succeeded;
    }

    private async ValueTask<bool> TryEnterWriteAsync(Deadline deadline, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var (operation, succeeded) = await Waiter.WaitAsync(new WriteOperation(LiveDoor(), _spin), deadline, cancellationToken).ConfigureAwait(false);
        if (operation.IsAbandoned) OpenAbandoned();
        GC.KeepAlive(this);
        return succeeded;
    }

    [DoesNotReturn]
    private void OpenAbandoned()
    {
        ExitWrite();
        throw Abandoned(nameof(EnterWrite));
    }
}
