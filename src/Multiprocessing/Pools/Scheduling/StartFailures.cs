using System.Diagnostics;
using Multiprocessing.Launching;
using Multiprocessing.Platform;
using Multiprocessing.Serialization;

namespace Multiprocessing.Pools.Scheduling;

/// <summary>
/// Counts workers that did not get to their first task. After each failed start there is a pause, longer each time, since a lack of memory
/// or the like may pass. After too many the pool is broken. Guarded by the pool's lock.
/// </summary>
internal sealed class StartFailures(Lock poolLock, ProcessPoolOptions options, string name, PoolLifetime lifetime)
{
    // The weight of a failed start, as a multiple of that of a worker that was killed while it started.
    private const int FailureWeight = 10;
    private const int KilledWeight = 1;

    private static readonly long s_firstPause = Stopwatch.Frequency / 50;
    private static readonly long s_longestPause = Stopwatch.Frequency * 2;

    private int _weight;

    /// <summary>The time from which the next worker may be started.</summary>
    internal long PauseEnd { get; private set; }

    /// <summary>Forgets the failures, since a worker has become ready.</summary>
    internal void Clear_NeedsLock()
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        _weight = 0;
    }

    /// <summary>Counts a worker that did not get to its first task.</summary>
    /// <param name="link">The worker; null where there was none yet.</param>
    /// <param name="exitStatus">The exit status of its process; null if that never started.</param>
    /// <param name="failure">The reason why the process did not start.</param>
    internal void Count_NeedsLock(WorkerLink? link, ExitStatus? exitStatus, Exception? failure)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        if (lifetime.Phase is PoolPhase.Terminated) return;
        // Ctrl+C kills a worker while it starts; later the worker ignores that signal.
        var wasKilled = link?.StartFailure is null
            && exitStatus?.Cause is EndCause.Killed or EndCause.Terminated or EndCause.Interrupted;
        _weight += wasKilled ? KilledWeight : FailureWeight;
        if (!wasKilled) Pause_NeedsLock();
        if (_weight < options.MaxStartFailures * FailureWeight) return;
        var (thrown, worker, id, lines) =
            (link?.InitializerFailure, link?.Name ?? name, link?.Process.Id ?? 0, link?.Process.State.LastErrorLines);
        lifetime.Break_NeedsLock(() => new ProcessPoolBrokenException(
            thrown is not null ? $"The process pool '{name}' is broken: the initializer of its workers threw each time."
                : $"The process pool '{name}' is broken: its workers failed to start time after time.",
            thrown is not null ? FailureMessage.Read(thrown, LiveObjects.None) : failure
                ?? new ProcessCrashedException(worker, id, exitStatus ?? new ExitStatus(0), lines)));
    }

    private void Pause_NeedsLock()
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        var pause = Math.Min(s_firstPause << Math.Min(_weight / FailureWeight, 10), s_longestPause);
        PauseEnd = Stopwatch.GetTimestamp() + pause;
    }
}
