using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Multiprocessing.Waiting;

/// <summary>A time at which waiting ends, on the clock of <see cref="Stopwatch"/>.</summary>
internal readonly struct Deadline
{
    private const long Never = long.MaxValue;

    private Deadline(long at) => At = at;

    internal static Deadline Infinite => new(Never);

    internal long At { get; }

    internal bool IsOver => At != Never && Stopwatch.GetTimestamp() >= At;

    /// <summary>The time left until then; never negative.</summary>
    internal TimeSpan Left =>
        At == Never ? Timeout.InfiniteTimeSpan
            : TimeSpan.FromTicks(Math.Max(0, Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), At).Ticks));

    /// <summary>
    /// The time left for functions of .NET that take milliseconds: -1 for ever, rounded up. Where an int cannot hold it, the caller waits
    /// several times.
    /// </summary>
    internal int LeftMilliseconds => At == Never ? Timeout.Infinite : (int)Math.Min(int.MaxValue, Math.Ceiling(Left.TotalMilliseconds));

    /// <summary>
    /// Makes a time from now. Every public timeout passes through here, so all follow one rule: <see cref="Timeout.InfiniteTimeSpan"/>
    /// waits for ever, zero looks and does not wait, any other negative time is refused, and none is too long.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative, and not <see cref="Timeout.InfiniteTimeSpan"/>.</exception>
    internal static Deadline After(TimeSpan timeout, [CallerArgumentExpression(nameof(timeout))] string? name = null)
    {
        if (timeout == Timeout.InfiniteTimeSpan) return Infinite;
        if (timeout < TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(name, timeout,
                "A timeout must not be negative; Timeout.InfiniteTimeSpan means to wait for ever.");
        }

        var now = Stopwatch.GetTimestamp();
        var ticks = timeout.Ticks * (Int128)Stopwatch.Frequency / TimeSpan.TicksPerSecond;
        return new(ticks < Never - now ? now + (long)ticks : Never);
    }

    /// <summary>This time, or a number of milliseconds from now if that is later.</summary>
    internal Deadline AtLeast(int milliseconds) => new(Math.Max(At, Infinite.Within(milliseconds)));

    /// <summary>This time, or a number of milliseconds from now if that is earlier.</summary>
    internal long Within(int milliseconds) => Math.Min(At, Stopwatch.GetTimestamp() + (milliseconds * Stopwatch.Frequency / 1000));
}
