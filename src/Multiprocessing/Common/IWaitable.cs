namespace Multiprocessing;

/// <summary>
/// What <see cref="Connection.WaitAny"/> can wait for: a connection that has something to receive, a queue that has an item or is complete,
/// a process that has ended, an event that is set. Thread-safe.
/// </summary>
public interface IWaitable
{
    /// <summary>Waits a while until there is a reason to return from a wait.</summary>
    /// <param name="timeout">How long at most; zero only looks; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether there is one.</returns>
    internal ValueTask<bool> WhenReadyAsync(TimeSpan timeout, CancellationToken cancellationToken);
}
