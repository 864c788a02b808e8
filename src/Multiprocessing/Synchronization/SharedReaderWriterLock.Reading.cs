using System.Diagnostics.CodeAnalysis;
using Multiprocessing.Synchronization;
using Multiprocessing.Waiting;

namespace Multiprocessing;

/// <content>Reading.</content>
public sealed partial class SharedReaderWriterLock
{
    /// <summary>Waits until no process writes or waits to write, and takes the lock to read.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Exits the lock when it is disposed of: <c>using (theLock.EnterRead()) …</c>.</returns>
    /// <exception cref="AbandonedMutexException">
    /// A process died while it wrote, so what the lock protects may be half done. One caller is told, a reader or a writer; it does not hold the lock, so that nobody
    /// waits for one who does not expect this. To read in any case, use <see cref="EnterRead(out bool, CancellationToken)"/>.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public LockScope EnterRead(CancellationToken cancellationToken = default)
    {
        TryEnterRead(Deadline.Infinite, isPrepared: false, out _, cancellationToken);
        return new LockScope(this, Reads);
    }

    /// <summary>Waits until no process writes or waits to write, and takes the lock to read, even if a writer died.</summary>
    /// <param name="wasAbandoned">Whether a process died while it wrote, and the caller is the one who is told: what the lock protects may be half done.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Exits the lock when it is disposed of.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public LockScope EnterRead(out bool wasAbandoned, CancellationToken cancellationToken = default)
    {
        TryEnterRead(Deadline.Infinite, isPrepared: true, out wasAbandoned, cancellationToken);
        return new LockScope(this, Reads);
    }

    /// <summary>Waits for a while until no process writes or waits to write, and takes the lock to read.</summary>
    /// <param name="timeout">How long at most; not at all where it is left out, <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether this process holds it now; then <see cref="ExitRead"/> is to follow.</returns>
    /// <exception cref="AbandonedMutexException">As for <see cref="EnterRead(CancellationToken)"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public bool TryEnterRead(TimeSpan timeout = default, CancellationToken cancellationToken = default) =>
        TryEnterRead(Deadline.After(timeout), isPrepared: false, out _, cancellationToken);

    /// <summary>As <see cref="EnterRead(CancellationToken)"/>, holding no thread while it waits.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Exits the lock when it is disposed of.</returns>
    /// <exception cref="AbandonedMutexException">As for <see cref="EnterRead(CancellationToken)"/>.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public async ValueTask<LockScope> EnterReadAsync(CancellationToken cancellationToken = default)
    {
        await TryEnterReadAsync(Deadline.Infinite, cancellationToken).ConfigureAwait(false);
        return new LockScope(this, Reads);
    }

    /// <summary>As <see cref="TryEnterRead(TimeSpan, CancellationToken)"/>, holding no thread while it waits.</summary>
    /// <param name="timeout">How long at most; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether this process holds it now; then <see cref="ExitRead"/> is to follow.</returns>
    /// <exception cref="AbandonedMutexException">As for <see cref="EnterRead(CancellationToken)"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public ValueTask<bool> TryEnterReadAsync(TimeSpan timeout, CancellationToken cancellationToken = default) =>
        TryEnterReadAsync(Deadline.After(timeout), cancellationToken);

    /// <summary>Ends a read.</summary>
    /// <exception cref="SynchronizationLockException">No reader of this process is in, by this object.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public unsafe void ExitRead()
    {
        if (!LiveDoor().TryLeave(Hold.Record)) throw new SynchronizationLockException("This process does not hold the shared lock, whose reading it ends, by this object.");
        GC.KeepAlive(this);
    }

    private unsafe bool TryEnterRead(Deadline deadline, bool isPrepared, out bool wasAbandoned, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var operation = new ReadOperation(LiveDoor(), Hold.Record, _spin);
        var succeeded = Waiter.Wait(ref operation, deadline, cancellationToken);
        wasAbandoned = operation.IsAbandoned;
        GC.KeepAlive(this);
        if (wasAbandoned && !isPrepared) LeaveAbandoned();
        return succeeded;
    }

    private async ValueTask<bool> TryEnterReadAsync(Deadline deadline, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var (operation, succeeded) = await Waiter.WaitAsync(Reading(), deadline, cancellationToken).ConfigureAwait(false);
        if (operation.IsAbandoned) LeaveAbandoned();
        GC.KeepAlive(this);
        return succeeded;
    }

    private unsafe ReadOperation Reading() => new(LiveDoor(), Hold.Record, _spin);

    [DoesNotReturn]
    private void LeaveAbandoned()
    {
        ExitRead();
        throw Abandoned(nameof(EnterRead));
    }
}
