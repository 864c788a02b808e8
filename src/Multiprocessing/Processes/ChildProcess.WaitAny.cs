namespace Multiprocessing;

public partial class ChildProcess
{
    /// <summary>Waits until one of several processes has ended. (Python: <c>connection.wait</c> over sentinels.)</summary>
    /// <param name="processes">Started children of this process; at least one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>One that has ended.</returns>
    /// <exception cref="ArgumentException">There is no process to wait for.</exception>
    public static async Task<ChildProcess> WhenAny(IEnumerable<ChildProcess> processes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(processes);
        var list = processes.ToArray();
        if (list.Length == 0) throw new ArgumentException("There is no process to wait for.", nameof(processes));
        foreach (var process in list) process.State.RequireStarted();
        var ends = list.Select(static process => (Task)process.Exited).ToArray();
        var first = await Task.WhenAny(ends).WaitAsync(cancellationToken).ConfigureAwait(false);
        return list[Array.IndexOf(ends, first)];
    }

    /// <summary>Waits until one of several processes has ended.</summary>
    /// <param name="processes">Started children of this process; at least one.</param>
    /// <param name="timeout">How long to wait; zero or less only looks; <see cref="Timeout.InfiniteTimeSpan"/> waits for ever.</param>
    /// <returns>One that has ended, or null when the time is over.</returns>
    /// <exception cref="ArgumentException">There is no process to wait for.</exception>
    public static ChildProcess? WaitAny(IEnumerable<ChildProcess> processes, TimeSpan timeout)
    {
        ArgumentNullException.ThrowIfNull(processes);
        var list = processes.ToArray();
        if (list.Length == 0) throw new ArgumentException("There is no process to wait for.", nameof(processes));
        foreach (var process in list) process.State.RequireStarted();
        var milliseconds = timeout == Timeout.InfiniteTimeSpan ? -1 : (int)Math.Clamp(timeout.TotalMilliseconds, 0, int.MaxValue);
        var index = Task.WaitAny([.. list.Select(static process => (Task)process.Exited)], milliseconds);
        return index < 0 ? null : list[index];
    }

    async ValueTask<bool> IWaitable.WhenReadyAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        State.RequireStarted();
        var exited = Exited;
        if (exited.IsCompleted) return true;
        cancellationToken.ThrowIfCancellationRequested();
        if (timeout == TimeSpan.Zero) return false;
        try
        {
            // No timer takes much longer; who waits so long looks again.
            await exited.WaitAsync(timeout.TotalMilliseconds > int.MaxValue ? TimeSpan.FromMilliseconds(int.MaxValue) : timeout, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
