using Multiprocessing.Waiting;

namespace Multiprocessing;

/// <content>Waiting for several at once.</content>
public abstract partial class Connection
{
    /// <summary>Waits a while until at least one of several can go on. (Python: <c>connection.wait</c>.)</summary>
    /// <param name="waitables">Connections, queues, started children of this process, events; at least one.</param>
    /// <param name="timeout">How long at most; zero only looks; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Those that can go on: a connection that has a message or has come to its end, a queue that has an item or is complete, a process that has ended, an event that is set. Empty when the time is over.</returns>
    /// <exception cref="ArgumentException">There is nothing to wait for.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="InvalidOperationException">A connection only sends, or a process has not been started.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">One of them was disposed of.</exception>
    public static IReadOnlyList<IWaitable> WaitAny(IEnumerable<IWaitable> waitables, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        WaitAnyAsync(waitables, timeout, cancellationToken).GetAwaiter().GetResult();

    /// <summary>As <see cref="WaitAny"/>, holding no thread while it waits.</summary>
    /// <param name="waitables">Connections, queues, started children of this process, events; at least one.</param>
    /// <param name="timeout">How long at most; zero only looks; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Those that can go on: a connection that has a message or has come to its end, a queue that has an item or is complete, a process that has ended, an event that is set. Empty when the time is over.</returns>
    /// <exception cref="ArgumentException">There is nothing to wait for.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="InvalidOperationException">A connection only sends, or a process has not been started.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">One of them was disposed of.</exception>
    public static async Task<IReadOnlyList<IWaitable>> WaitAnyAsync(IEnumerable<IWaitable> waitables, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(waitables);
        IWaitable[] all = [.. waitables];
        if (all.Length == 0) throw new ArgumentException("There is nothing to wait for.", nameof(waitables));
        var deadline = Deadline.After(timeout);
        while (true)
        {
            var ready = await FindReadyAsync(all, cancellationToken).ConfigureAwait(false);
            // What one of them had may have gone to somebody else meanwhile.
            if (ready.Count > 0 || deadline.IsOver) return ready;
            await WhenAnyAsync(all, deadline, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task WhenAnyAsync(IWaitable[] all, Deadline deadline, CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] waits = Array.ConvertAll(all, waitable => waitable.WhenReadyAsync(deadline.Left, enough.Token).AsTask());
        await Task.WhenAny(waits).ConfigureAwait(false);
        await enough.CancelAsync().ConfigureAwait(false);
        // They end by being cancelled now; what else one of them has to say, it says when it is asked again.
        await Task.WhenAll(waits).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static async Task<List<IWaitable>> FindReadyAsync(IWaitable[] all, CancellationToken cancellationToken)
    {
        var ready = new List<IWaitable>();
        foreach (var waitable in all)
        {
            if (await waitable.WhenReadyAsync(TimeSpan.Zero, cancellationToken).ConfigureAwait(false)) ready.Add(waitable);
        }

        return ready;
    }

    ValueTask<bool> IWaitable.WhenReadyAsync(TimeSpan timeout, CancellationToken cancellationToken) => PollAsync(timeout, cancellationToken);
}
