using System.Net.Sockets;
using Multiprocessing.Messaging;
using Multiprocessing.Waiting;

namespace Multiprocessing;

/// <content>Waiting for several at once.</content>
public abstract partial class Connection
{
    /// <summary>Waits a while until at least one of several can go on. (Python: <c>connection.wait</c>.)</summary>
    /// <param name="waitables">Connections, queues, started children of this process, shared events, and of .NET's own things any
    /// <see cref="WaitHandle"/> but a mutex, and any socket; at least one.</param>
    /// <param name="timeout">How long at most; zero only looks; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Those that can go on: a connection that has a message or has come to its end, a queue that has an item or is complete, a
    /// process that has ended, an event that is set, a handle that was signalled, a socket that has something to read or to accept. Empty
    /// when the time is over.</returns>
    /// <exception cref="ArgumentException">There is nothing to wait for, or something that cannot be waited for.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="InvalidOperationException">A connection only sends, or a process has not been started.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">One of them was disposed of.</exception>
    public static IReadOnlyList<object> WaitAny(IEnumerable<object> waitables, TimeSpan timeout,
        CancellationToken cancellationToken = default) =>
        WaitAnyAsync(waitables, timeout, cancellationToken).GetAwaiter().GetResult();

    /// <summary>As <see cref="WaitAny"/>, holding no thread while it waits.</summary>
    /// <param name="waitables">Connections, queues, started children of this process, shared events, and of .NET's own things any
    /// <see cref="WaitHandle"/> but a mutex, and any socket; at least one.</param>
    /// <param name="timeout">How long at most; zero only looks; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Those that can go on: a connection that has a message or has come to its end, a queue that has an item or is complete, a
    /// process that has ended, an event that is set, a handle that was signalled, a socket that has something to read or to accept. Empty
    /// when the time is over.</returns>
    /// <exception cref="ArgumentException">There is nothing to wait for, or something that cannot be waited for.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="InvalidOperationException">A connection only sends, or a process has not been started.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">One of them was disposed of.</exception>
    public static async Task<IReadOnlyList<object>> WaitAnyAsync(IEnumerable<object> waitables, TimeSpan timeout,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(waitables);
        object[] all = [.. waitables];
        if (all.Length == 0) throw new ArgumentException("There is nothing to wait for.", nameof(waitables));
        var deadline = Deadline.After(timeout);
        var waits = Array.ConvertAll(all, one => ToWaitable(one, nameof(waitables)));
        while (true)
        {
            var ready = await FindReadyAsync(all, waits, cancellationToken).ConfigureAwait(false);
            // What one of them had may have gone to somebody else meanwhile.
            if (ready.Count > 0 || deadline.IsOver) return ready;
            await WhenAnyAsync(waits, deadline, cancellationToken).ConfigureAwait(false);
        }
    }

    private static IWaitable ToWaitable(object given, string name) => given switch
    {
        IWaitable waitable => waitable,
        Mutex => throw new ArgumentException("A mutex belongs to the thread that waits for it, so nobody else can wait for it among " +
            "other things; use a SharedLock.", name),
        WaitHandle handle => new HandleWait(handle),
        Socket socket => new SocketWait(socket),
        null => throw new ArgumentNullException(name, "One of the things to wait for is null."),
        _ => throw new ArgumentException($"A {given.GetType()} cannot be waited for: connections, queues, children, shared events, wait " +
            "handles and sockets can.", name),
    };

    private static async Task WhenAnyAsync(IWaitable[] all, Deadline deadline, CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] waits = Array.ConvertAll(all, waitable => waitable.WhenReadyAsync(deadline.Left, enough.Token).AsTask());
        await Task.WhenAny(waits).ConfigureAwait(false);
        await enough.CancelAsync().ConfigureAwait(false);
        // They end by being cancelled now; what else one of them has to say, it says when it is asked again.
        await Task.WhenAll(waits).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static async Task<List<object>> FindReadyAsync(object[] all, IWaitable[] waits, CancellationToken cancellationToken)
    {
        var ready = new List<object>();
        // A signal that was taken meanwhile is told of, whatever else happened: nobody else will have it.
        var token = waits.Any(static wait => wait is HandleWait { IsSignalled: true }) ? CancellationToken.None : cancellationToken;
        for (var index = 0; index < all.Length; index++)
        {
            if (await waits[index].WhenReadyAsync(TimeSpan.Zero, token).ConfigureAwait(false)) ready.Add(all[index]);
        }

        return ready;
    }

    ValueTask<bool> IWaitable.WhenReadyAsync(TimeSpan timeout, CancellationToken cancellationToken) =>
        PollAsync(timeout, cancellationToken);
}
