using System.Diagnostics;
using Multiprocessing.Pools.Tasks;

namespace Multiprocessing.Pools.Scheduling;

/// <summary>
/// The clock of a pool's limits: knows when the next one is due, and has a thread that sleeps until then and inspects the pool. The thread
/// starts with the first limit. Guarded by the pool's lock, which the thread does not hold while it sleeps.
/// </summary>
/// <param name="poolLock">The pool's lock.</param>
/// <param name="options">The limits.</param>
/// <param name="name">The name of the pool.</param>
/// <param name="inspect">Inspects the pool, and tells the clock what will be due next; called without the lock.</param>
internal sealed class LimitClock(Lock poolLock, ProcessPoolOptions options, string name, Action inspect)
{
    // The interval between checks of busy workers' memory.
    private static readonly long s_memoryInterval = Stopwatch.Frequency / 50;

    private readonly object _signal = new();
    private readonly long _idleTicks = TaskRules.Ticks(options.IdleTimeout);
    private readonly bool _shrinks = options.Least < options.Most;
    private bool _hasThread;
    private bool _isStopped;
    private long _next = long.MaxValue;

    // Whether an inspection is due soon that finds out which workers have begun something, so that sending need not read the clock.
    private bool _watchesBegin;

    /// <summary>The time of the next inspection; <see cref="long.MaxValue"/> for never.</summary>
    internal long Next => _next;

    internal bool IsSet => _next != long.MaxValue;

    /// <summary>Schedules an inspection for this time or an earlier one.</summary>
    internal void WakeBy_NeedsLock(long when)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        if (when >= _next) return;
        _next = when;
        if (!_hasThread)
        {
            _hasThread = true;
            new Thread(Run) { IsBackground = true, Name = $"Multiprocessing {name} clock" }.UnsafeStart();
        }

        lock (_signal) Monitor.Pulse(_signal);
    }

    /// <summary>Schedules inspections for the limits of a task that was sent to a worker.</summary>
    internal void WatchTask_NeedsLock(WorkItem item)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        if (item.Rules.TimeLimit is not null) WakeBy_NeedsLock(Stopwatch.GetTimestamp() + item.Rules.TimeLimitTicks);
        if (options.MemoryLimitBytes is not null) WatchMemory_NeedsLock(Stopwatch.GetTimestamp());
        if (_watchesBegin) return;
        _watchesBegin = true;
        WakeBy_NeedsLock(Stopwatch.GetTimestamp() + StallDetector.BeginPatience);
    }

    internal void WatchMemory_NeedsLock(long now) => WakeBy_NeedsLock(now + s_memoryInterval);

    /// <summary>Schedules inspections of an idle worker, which may be one too many, or become too old.</summary>
    internal void WatchIdle_NeedsLock(WorkerLink link)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        if (_shrinks) WakeBy_NeedsLock(link.IdleSince + _idleTicks);
        if (options.MaxWorkerAge is { } age) WakeBy_NeedsLock(link.ReadyAt + TaskRules.Ticks(age));
    }

    /// <summary>Begins an inspection: nothing is due any more until the inspected parts schedule it again.</summary>
    internal void Reset_NeedsLock()
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        (_next, _watchesBegin) = (long.MaxValue, false);
    }

    /// <summary>Ends the thread.</summary>
    internal void Stop()
    {
        lock (_signal)
        {
            _isStopped = true;
            Monitor.Pulse(_signal);
        }
    }

    private void Run()
    {
        while (true)
        {
            lock (_signal)
            {
                if (_isStopped) return;
                var next = Volatile.Read(ref _next);
                var left = next == long.MaxValue ? Timeout.Infinite : (next - Stopwatch.GetTimestamp()) * 1000.0 / Stopwatch.Frequency;
                if (left is Timeout.Infinite or > 0)
                {
                    Monitor.Wait(_signal, left == Timeout.Infinite ? Timeout.Infinite : left > int.MaxValue ? int.MaxValue
                        : (int)Math.Ceiling(left));
                }

                if (_isStopped) return;
                if (Volatile.Read(ref _next) > Stopwatch.GetTimestamp()) continue;
            }

            inspect();
        }
    }
}
