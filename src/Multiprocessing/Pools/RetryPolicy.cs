namespace Multiprocessing;

/// <summary>
/// Decides whether a task is tried again when the worker that ran it is lost: it crashed, was killed, or ended its process. A task that had
/// not begun is given to another worker in any case; one that threw is done. Set it for tasks that may be done twice. Copied with the
/// options that it is a part of. Not thread-safe while it is changed.
/// </summary>
public sealed class RetryPolicy
{
    /// <summary>
    /// The number of times that a task may be tried again; 0, the default, for never. A task that is lost once more fails with
    /// <see cref="ProcessCrashedException"/>, which tells how often it was tried.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public int MaxRetries
    {
        get;
        set => field = value >= 0 ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxRetries), value, "A task cannot be tried again less often than never (0).");
    }

    /// <summary>
    /// How long a task waits before it is tried again for the first time; doubled each further time, up to <see cref="MaxDelay"/>. Zero,
    /// the default, for no delay. A waiting task needs no worker.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    public TimeSpan Delay
    {
        get;
        set => field = value >= TimeSpan.Zero ? value
            : throw new ArgumentOutOfRangeException(nameof(Delay), value, "A delay must not be negative.");
    }

    /// <summary>
    /// The longest delay, however often a task has failed; 1 minute by default. Equal to <see cref="Delay"/> for a delay that does not
    /// grow.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    public TimeSpan MaxDelay
    {
        get;
        set => field = value >= TimeSpan.Zero ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxDelay), value, "A delay must not be negative.");
    } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Decides for each failure whether the task is tried again: for an exception of its function as well as for
    /// <see cref="ProcessCrashedException"/>, <see cref="TimeoutException"/> and <see cref="InsufficientMemoryException"/>. Null, the
    /// default, for lost workers only. Called in the pool's process, on the thread pool, from many threads at once. If it throws, the task
    /// fails with its own failure, and the exception is kept in that failure's <see cref="Exception.Data"/>.
    /// </summary>
    public Func<Exception, bool>? ShouldRetry { get; set; }

    /// <summary>Returns how long to wait before a task is tried again.</summary>
    /// <param name="failures">How often the task has failed, at least 1.</param>
    internal TimeSpan DelayAfter(
        int failures) => TimeSpan.FromTicks((long)Math.Min(Delay.Ticks * Math.Pow(2, failures - 1), MaxDelay.Ticks));

    internal RetryPolicy Copy() => (RetryPolicy)MemberwiseClone();
}
