using System.Diagnostics;

namespace Multiprocessing.Pools.Tasks;

/// <summary>
/// What holds for a task: the pool's defaults, and what its options say otherwise. Times are on the clock of <see cref="Stopwatch"/>.
/// </summary>
/// <param name="TimeLimit">How long it may run; null for any time.</param>
/// <param name="GracePeriod">How long it may go on when it has been told that it is cancelled.</param>
/// <param name="Priority">Higher ones run first.</param>
/// <param name="Retries">What happens if its worker dies.</param>
internal sealed record TaskRules(TimeSpan? TimeLimit, TimeSpan GracePeriod, int Priority, RetryPolicy Retries)
{
    internal long TimeLimitTicks { get; } = TimeLimit is { } limit ? Ticks(limit) : long.MaxValue;

    internal long GraceTicks { get; } = Ticks(GracePeriod);

    internal static long Ticks(TimeSpan time) => (long)Math.Min(time.TotalSeconds * Stopwatch.Frequency, long.MaxValue / 4.0);
}
