using System.Diagnostics;

namespace Multiprocessing.Pools.Tasks;

/// <summary>
/// The rules for a task: its options, and the pool's defaults where they are silent. Times are on the clock of <see cref="Stopwatch"/>.
/// </summary>
/// <param name="TimeLimit">How long the task may run; null for any time.</param>
/// <param name="GracePeriod">How long the task may go on after it was told to end.</param>
/// <param name="Priority">The priority; tasks of a higher one run first.</param>
/// <param name="Retries">Whether the task is tried again if its worker dies.</param>
internal sealed record TaskRules(TimeSpan? TimeLimit, TimeSpan GracePeriod, int Priority, RetryPolicy Retries)
{
    internal long TimeLimitTicks { get; } = TimeLimit is { } limit ? Ticks(limit) : long.MaxValue;

    internal long GraceTicks { get; } = Ticks(GracePeriod);

    internal static long Ticks(TimeSpan time) => (long)Math.Min(time.TotalSeconds * Stopwatch.Frequency, long.MaxValue / 4.0);
}
