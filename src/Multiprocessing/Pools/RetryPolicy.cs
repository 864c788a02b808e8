namespace Multiprocessing;

/// <summary>
/// Whether a task is tried again when the worker that ran it is lost: it crashed, was killed, or ended its process. A task that had not
/// begun is given to another worker in any case, and one that threw has its answer.
/// Allow it for tasks that may be done twice. It is copied with the options that it is a part of. Not thread-safe while it is changed.
/// </summary>
public sealed class RetryPolicy
{
    /// <summary>How often a task is tried again at most; 0, as by default, for never. One that has been lost once more fails with
    /// <see cref="ProcessCrashedException"/>, which says how often it was tried.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public int MaxRetries
    {
        get;
        set => field = value >= 0 ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxRetries), value, "A task cannot be tried again less often than never (0).");
    }

    /// <summary>How long a task waits before it is tried again for the first time, and twice as long each further time, up to
    /// <see cref="MaxDelay"/>; zero, the default, for not at all. It takes no worker while it waits.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    public TimeSpan Delay
    {
        get;
        set => field = value >= TimeSpan.Zero ? value
            : throw new ArgumentOutOfRangeException(nameof(Delay), value, "A delay must not be negative.");
    }

    /// <summary>
    /// The longest delay, however often a task has failed; 1 minute by default. As long as <see cref="Delay"/> for one that does not grow.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    public TimeSpan MaxDelay
    {
        get;
        set => field = value >= TimeSpan.Zero ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxDelay), value, "A delay must not be negative.");
    } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Decides for each failure whether the task is tried again: for what its function threw as well as for
    /// <see cref="ProcessCrashedException"/>, <see cref="TimeoutException"/> and <see cref="InsufficientMemoryException"/>. Null, the
    /// default, for lost workers only. It is called in the pool's process, on the thread pool, from many threads at once. Where it throws,
    /// the task fails with its own failure, whose <see cref="Exception.Data"/> tell what it threw.
    /// </summary>
    public Func<Exception, bool>? ShouldRetry { get; set; }

    /// <summary>How long to wait before a task is tried again.</summary>
    /// <param name="failures">How often it has failed, at least 1.</param>
    internal TimeSpan DelayAfter(
        int failures) => TimeSpan.FromTicks((long)Math.Min(Delay.Ticks * Math.Pow(2, failures - 1), MaxDelay.Ticks));

    internal RetryPolicy Copy() => (RetryPolicy)MemberwiseClone();
}
