using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Multiprocessing.Memory;
using Multiprocessing.Messaging;
using Multiprocessing.Waiting;

namespace Multiprocessing;

/// <content>Takes items out.</content>
public sealed partial class SharedQueue<T>
{
    /// <summary>Takes the oldest item, and waits while there is none. (Python: <c>get()</c>.)</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The item.</returns>
    /// <exception cref="InvalidOperationException">The queue is complete and empty.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public T Dequeue(CancellationToken cancellationToken = default)
    {
        if (!Take(out var item, Deadline.Infinite, cancellationToken)) ThrowComplete("all items have been taken out");
        return item;
    }

    /// <summary>
    /// Takes the oldest item, and waits for it for at most a given time. (Python: <c>get(timeout=…)</c>, and without a time
    /// <c>get_nowait()</c>.)
    /// </summary>
    /// <param name="item">The item.</param>
    /// <param name="timeout">How long to wait at most; not at all by default, <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether an item was taken; false also when the queue is complete and empty.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public bool TryDequeue([MaybeNullWhen(false)] out T item, TimeSpan timeout = default, CancellationToken cancellationToken = default) =>
        Take(out item, Deadline.After(timeout), cancellationToken);

    /// <summary>As <see cref="Dequeue"/>, holding no thread while it waits.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The item.</returns>
    /// <exception cref="InvalidOperationException">The queue is complete and empty.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public async ValueTask<T> DequeueAsync(CancellationToken cancellationToken = default)
    {
        var (isTaken, item) = await TakeAsync(Deadline.Infinite, cancellationToken).ConfigureAwait(false);
        if (!isTaken) ThrowComplete("all items have been taken out");
        return item!;
    }

    /// <summary>As <see cref="TryDequeue"/>, holding no thread while it waits.</summary>
    /// <param name="timeout">How long to wait at most; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether an item was taken, which is false also when the queue is complete and empty; and the item.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public ValueTask<(bool IsTaken, T? Item)> TryDequeueAsync(TimeSpan timeout, CancellationToken cancellationToken = default) =>
        TakeAsync(Deadline.After(timeout), cancellationToken);

    /// <summary>
    /// Takes items as they come, until the queue is complete and empty. Several threads and processes may do so at once; each item goes to
    /// one of them.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The items.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public IEnumerable<T> ReadAll(CancellationToken cancellationToken = default)
    {
        while (Take(out var item, Deadline.Infinite, cancellationToken)) yield return item;
    }

    /// <summary>As <see cref="ReadAll"/>, holding no thread while it waits.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The items.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public async IAsyncEnumerable<T> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (await TakeAsync(Deadline.Infinite, cancellationToken).ConfigureAwait(false) is (true, var item)) yield return item!;
    }

    private bool Take([MaybeNullWhen(false)] out T item, Deadline deadline, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfDisposed();
        var sink = new ValueSink<T>(isStamped: false);
        if (_receiver.TryReceiveNow(ref sink))
        {
            item = sink.Finish(receipt: 0);
            return true;
        }

        var progress = default(ReceiveProgress);
        while (_receiver.KnowsMore || _receiver.AwaitMessage(ReceiveAim.Take, deadline, cancellationToken))
        {
            if (!_receiver.EnterReceive(deadline, cancellationToken)) break;
            if (TryTakeAndExit(ref sink, ref progress))
            {
                item = sink.Finish(progress.Receipt);
                return true;
            }

            if (IsOver()) break;
        }

        item = default;
        return false;
    }

    private async ValueTask<(bool IsTaken, T? Item)> TakeAsync(Deadline deadline, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfDisposed();
        var sink = new ValueSink<T>(isStamped: false);
        var progress = default(ReceiveProgress);
        while (_receiver.KnowsMore || await _receiver.AwaitMessageAsync(ReceiveAim.Take, deadline, cancellationToken).ConfigureAwait(false))
        {
            if (!await _receiver.EnterReceiveAsync(deadline, cancellationToken).ConfigureAwait(false)) break;
            if (TryTakeAndExit(ref sink, ref progress)) return (true, sink.Finish(progress.Receipt));
            if (IsOver()) break;
        }

        return (false, default);
    }

    // Drops items one by one, as a process does that takes each and is done with it: other users see nothing unusual, and if this process
    // dies in the middle, the rest stays.
    private void Discard()
    {
        var sink = default(NoSink);
        var progress = default(ReceiveProgress);
        while (!_receiver.IsEmpty)
        {
            _receiver.EnterReceive(Deadline.Infinite, CancellationToken.None);
            if (!TryTakeAndExit(ref sink, ref progress)) continue;
            if (progress.Receipt != 0) Arena.Instance.ReleaseFromChild(progress.Receipt);
            _tasks.TryFinishOne();
            progress = default;
        }
    }

    private bool TryTakeAndExit<TSink>(ref TSink sink, ref ReceiveProgress progress)
        where TSink : IMessageSink
    {
        try
        {
            return _receiver.TryReceive_NeedsLock(ref sink, ref progress);
        }
        finally
        {
            _receiver.ExitReceive();
        }
    }

    // Whether the queue is empty and no item will come.
    private bool IsOver()
    {
        if (!_receiver.IsOver) return false;
        ThrowIfDisposed();
        return _receiver.IsEmpty;
    }
}
