using Multiprocessing.Messaging;
using Multiprocessing.Waiting;

namespace Multiprocessing;

/// <content>Waits until all items are taken and done.</content>
public sealed partial class SharedQueue<T>
{
    /// <summary>
    /// Reports that the work on an item is done, which this process has taken, or another process that still lives. (Python:
    /// <c>task_done()</c>.)
    /// </summary>
    /// <exception cref="InvalidOperationException">The method was called more often than items were put in.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public void TaskDone()
    {
        ThrowIfDisposed();
        if (!_tasks.TryFinishOne())
        {
            throw new InvalidOperationException("TaskDone was called more often than items were put into the shared queue.");
        }
    }

    /// <summary>
    /// Waits until all items have been taken and <see cref="TaskDone"/> was called for each. Items that a process has taken and not
    /// reported as done when it ends, or lets go of the queue, count as done: a dead process is not waited for. (Python: <c>join()</c>.)
    /// </summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public void Join(CancellationToken cancellationToken = default) => Join(Deadline.Infinite, cancellationToken);

    /// <summary>As <see cref="Join(CancellationToken)"/>, for at most a given time.</summary>
    /// <param name="timeout">How long to wait at most; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether all items are done.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public bool Join(TimeSpan timeout, CancellationToken cancellationToken = default) => Join(Deadline.After(timeout), cancellationToken);

    /// <summary>As <see cref="Join(CancellationToken)"/>, holding no thread while it waits.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Completes when all items are done.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public async ValueTask JoinAsync(CancellationToken cancellationToken = default) =>
        await JoinAsync(Deadline.Infinite, cancellationToken).ConfigureAwait(false);

    /// <summary>As <see cref="Join(TimeSpan, CancellationToken)"/>, holding no thread while it waits.</summary>
    /// <param name="timeout">How long to wait at most; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether all items are done.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public ValueTask<bool> JoinAsync(TimeSpan timeout, CancellationToken cancellationToken = default) =>
        JoinAsync(Deadline.After(timeout), cancellationToken);

    private bool Join(Deadline deadline, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfDisposed();
        var operation = new JoinOperation(_tasks);
        var isDone = Waiter.Wait(ref operation, deadline, cancellationToken);
        GC.KeepAlive(this);
        return isDone;
    }

    private async ValueTask<bool> JoinAsync(Deadline deadline, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfDisposed();
        var (_, isDone) = await Waiter.WaitAsync(new JoinOperation(_tasks), deadline, cancellationToken).ConfigureAwait(false);
        GC.KeepAlive(this);
        return isDone;
    }
}
