namespace Multiprocessing;

/// <summary>
/// An object that <see cref="Connection.WaitAny"/> can wait for: a connection that has something to receive, a queue that has an item or is
/// complete, a process that has ended, an event that is set. Thread-safe.
/// </summary>
public interface IWaitable
{
    /// <summary>Waits until the object is ready, at most for a given time.</summary>
    /// <param name="timeout">The longest wait; zero only looks; <see cref="Timeout.InfiniteTimeSpan"/> waits for ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether the object is ready.</returns>
    internal ValueTask<bool> WhenReadyAsync(TimeSpan timeout, CancellationToken cancellationToken);
}
