using System.Net.Sockets;
using Multiprocessing.Messaging;
using Multiprocessing.Waiting;

namespace Multiprocessing;

/// <content>Waits for several things at once.</content>
public abstract partial class Connection
{
    /// <summary>Waits until at least one of several things can go on, for at most a given time. (Python: <c>connection.wait</c>.)</summary>
    /// <param name="waitables">Connections, queues, started children of this process, shared events, sockets, and .NET's
    /// <see cref="WaitHandle"/>s except mutexes; at least one.</param>
    /// <param name="timeout">How long to wait at most; zero only looks; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The things that can go on: a connection that has a message or has come to its end, a queue that has an item or is complete,
    /// a process that has ended, an event that is set, a handle that was signalled, a socket that has something to read or to accept. Empty
    /// when the time is over.</returns>
    /// <exception cref="ArgumentException">There is nothing to wait for, or something that cannot be waited for.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="InvalidOperationException">A connection only sends, or a process has not been started.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">One of the things was disposed of.</exception>
    public static IReadOnlyList<object> WaitAny(IEnumerable<object> waitables, TimeSpan timeout,
        CancellationToken cancellationToken = default) =>
        WaitAnyAsync(waitables, timeout, cancellationToken).GetAwaiter().GetResult();

    /// <summary>As <see cref="WaitAny"/>, holding no thread while it waits.</summary>
    /// <param name="waitables">Connections, queues, started children of this process, shared events, sockets, and .NET's
    /// <see cref="WaitHandle"/>s except mutexes; at least one.</param>
    /// <param name="timeout">How long to wait at most; zero only looks; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The things that can go on: a connection that has a message or has come to its end, a queue that has an item or is complete,
    /// a process that has ended, an event that is set, a handle that was signalled, a socket that has something to read or to accept. Empty
    /// when the time is over.</returns>
    /// <exception cref="ArgumentException">There is nothing to wait for, or something that cannot be waited for.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="InvalidOperationException">A connection only sends, or a process has not been started.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">One of the things was disposed of.</exception>
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
            // Empty if another receiver has meanwhile taken what was there; then the wait goes on.
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
        // All waits end now, cancelled. If another one has also become ready, FindReadyAsync finds that again.
        await Task.WhenAll(waits).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static async Task<List<object>> FindReadyAsync(object[] all, IWaitable[] waits, CancellationToken cancellationToken)
    {
        var ready = new List<object>();
        // A signal that a wait has taken must be reported, even if the token is cancelled: no other wait will get it.
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
