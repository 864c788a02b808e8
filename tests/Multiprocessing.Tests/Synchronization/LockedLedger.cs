using System.Diagnostics;
using Multiprocessing.Platform;

namespace Multiprocessing.Tests.Synchronization;

/// <summary>What a lock protects in a stress test: two numbers that are alike unless somebody died between changing them.</summary>
internal sealed class LockedLedger : IDisposable
{
    private const int First = 0, Second = 1, Inside = 2, EntryCount = 3, ViolationCount = 4, DeathCount = 5, Longest = 6, Ended = 7;

    private readonly Scoreboard _board = new(8);

    internal long Entries => _board.Read(EntryCount);

    internal long Violations => _board.Read(ViolationCount);

    /// <summary>How many died inside.</summary>
    internal long Deaths => _board.Read(DeathCount);

    internal TimeSpan LongestWait => Stopwatch.GetElapsedTime(0, _board.Read(Longest));

    internal void End() => _board.Add(Ended);

    /// <summary>Enters again and again until it is over; to be killed at any moment.</summary>
    internal void Use(SharedLock theLock)
    {
        var random = new Random(Environment.ProcessId);
        while (_board.Read(Ended) == 0)
        {
            var began = Stopwatch.GetTimestamp();
            using (theLock.Enter(out var wasAbandoned))
            {
                NoteWait(Stopwatch.GetTimestamp() - began);
                var before = Interlocked.Exchange(ref _board[Inside], LifeMarks.Self);
                // Somebody is inside still, or has left half a change, and nobody has been told of a death.
                if (!wasAbandoned && (before != 0 || _board.Read(First) != _board.Read(Second))) _board.Add(ViolationCount);
                if (wasAbandoned)
                {
                    if (before != 0 && LifeMarks.IsAlive((int)before)) _board.Add(ViolationCount);
                    _board.Add(DeathCount);
                    _board[Second] = _board.Read(First);
                }

                _board[First]++;
                if (random.Next(50) == 0) Thread.SpinWait(random.Next(3000));
                if (random.Next(1000) == 0) Thread.Sleep(1);
                _board[Second]++;
                _board[EntryCount]++;
                if (Interlocked.Exchange(ref _board[Inside], 0) != LifeMarks.Self) _board.Add(ViolationCount);
            }
        }
    }

    public void Dispose() => _board.Dispose();

    private void NoteWait(long ticks)
    {
        while (_board.Read(Longest) is var longest && ticks > longest && Interlocked.CompareExchange(ref _board[Longest], ticks, longest) != longest)
        {
        }
    }
}
