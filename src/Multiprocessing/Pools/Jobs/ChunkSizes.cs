using System.Diagnostics;

namespace Multiprocessing.Pools.Jobs;

/// <summary>
/// How many items a worker gets at once: few until it is known how long one takes, then as many as keep it busy for a few milliseconds, and
/// fewer towards the end, so that all workers end together.
/// </summary>
/// <param name="total">How many items there are.</param>
/// <param name="workers">How many share them.</param>
/// <param name="size">As many each time; null for as described.</param>
internal sealed class ChunkSizes(int total, int workers, int? size)
{
    private static readonly long s_most = Stopwatch.Frequency / 1000 * 4;
    private static readonly long s_least = Stopwatch.Frequency / 1000 / 5;

    // Of what is left, a worker gets a third of its share at most.
    private const int Shares = 3;

    private const int FirstShares = 128;

    private double _perItem = -1;

    /// <summary>The next one.</summary>
    /// <param name="left">How many items are left, at least 1.</param>
    internal int Next(int left)
    {
        if (size is { } given) return Math.Min(given, left);
        var fair = Math.Max(1, left / (workers * Shares));
        var perItem = Volatile.Read(ref _perItem);
        if (perItem < 0) return Math.Min(fair, Math.Max(1, total / (workers * FirstShares)));
        var least = Math.Max(1, s_least / Math.Max(perItem, 0.01));
        var most = Math.Max(1, s_most / Math.Max(perItem, 0.01));
        return (int)Math.Clamp(fair, Math.Min(least, left), Math.Max(Math.Min(most, left), Math.Min(least, left)));
    }

    /// <summary>Notes how long a chunk took.</summary>
    internal void Learn(int count, long duration)
    {
        var perItem = duration / (double)count;
        _perItem = _perItem < 0 ? perItem : (_perItem + perItem) / 2;
    }
}
