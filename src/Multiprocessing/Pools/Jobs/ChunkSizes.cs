using System.Diagnostics;

namespace Multiprocessing.Pools.Jobs;

/// <summary>
/// Decides how many items a worker gets at once: few until it is known how long one takes, then as many as keep the worker busy for a few
/// milliseconds, and fewer towards the end, so that all workers end together.
/// </summary>
/// <param name="total">The number of items.</param>
/// <param name="workers">The number of workers that share them.</param>
/// <param name="size">A fixed size of chunks; null for sizes as described.</param>
internal sealed class ChunkSizes(int total, int workers, int? size)
{
    private static readonly long s_most = Stopwatch.Frequency / 1000 * 4;
    private static readonly long s_least = Stopwatch.Frequency / 1000 / 5;

    // A worker gets at most this part (one third) of its share of the items that are left.
    private const int Shares = 3;

    private const int FirstShares = 128;

    private double _perItem = -1;

    /// <summary>Returns the size of the next chunk.</summary>
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
