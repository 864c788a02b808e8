namespace Multiprocessing;

/// <summary>
/// Whether a task is tried again when the worker that ran it is lost: it crashed, was killed, or ended its process. A task that had not begun is given to another worker in any case, and one that threw has its answer.
/// Allow it for tasks that may be done twice. Immutable, hence thread-safe.
/// </summary>
public sealed record RetryPolicy
{
    /// <summary>No task is tried again: what a pool does unless told otherwise.</summary>
    public static RetryPolicy None { get; } = new();

    /// <summary>How often a task is tried again at most; 0 for never. One that has been lost once more fails with <see cref="ProcessCrashedException"/>, which says how often it was tried.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public int MaximumRetries
    {
        get;
        init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(MaximumRetries), value, "A task cannot be tried again less often than never (0).");
    }

    /// <summary>Whether that holds for a task whose worker was killed since it ran for too long.</summary>
    public bool AfterTimeLimit { get; init; }

    /// <summary>Whether that holds for a task whose worker was killed since it used too much memory.</summary>
    public bool AfterMemoryLimit { get; init; }
}
