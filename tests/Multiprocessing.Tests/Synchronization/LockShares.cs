using System.Diagnostics;
using System.Globalization;

namespace Multiprocessing.Tests.Synchronization;

/// <summary>
/// How often each of several competitors gets a lock that all of them want all the time, and how long one waited at most.
/// </summary>
internal sealed class LockShares : IDisposable
{
    internal const int Count = 4;

    private const int Ready = Count, Longest = Count + 1;

    private readonly Scoreboard _board = new(Count + 2);

    internal long Least => Shares.Min();

    internal double Average => Shares.Average();

    internal TimeSpan LongestWait => Stopwatch.GetElapsedTime(0, _board.Read(Longest));

    private IEnumerable<long> Shares => Enumerable.Range(0, Count).Select(_board.Read);

    internal void Take(SharedLock theLock, int number, TimeSpan time)
    {
        _board.Add(Ready);
        Eventually.IsTrue(() => _board.Read(Ready) == Count);
        var watch = Stopwatch.StartNew();
        var longest = 0L;
        while (watch.Elapsed < time)
        {
            var began = Stopwatch.GetTimestamp();
            using (theLock.Enter())
            {
                longest = Math.Max(longest, Stopwatch.GetTimestamp() - began);
                Thread.SpinWait(20);
            }

            _board.Add(number);
        }

        using (theLock.Enter()) _board[Longest] = Math.Max(_board[Longest], longest);
    }

    public void Dispose() => _board.Dispose();

    public override string ToString() =>
        $"{string.Join(" ", Shares)}, longest wait {LongestWait.TotalMilliseconds.ToString("F1", CultureInfo.InvariantCulture)} ms";
}
