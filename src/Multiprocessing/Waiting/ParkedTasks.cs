using System.Diagnostics;
using System.Runtime.InteropServices;
using Multiprocessing.Platform;

namespace Multiprocessing.Waiting;

/// <summary>
/// Tasks that sleep on words of shared memory. One background thread sleeps for up to 127 of them, and on a word of its own by which it is
/// told of new ones; where the kernel cannot wait for several words, each has a thread of its own.
/// </summary>
internal sealed unsafe class ParkedTasks
{
    private const int Max = AddressWait.MaxAtOnce - 1;

    private static readonly Lock s_gate = new();
    private static ParkedTasks[] s_groups = [];

    private readonly List<ParkedTask> _tasks = [];
    private readonly ParkedTask[] _asleep = new ParkedTask[Max];
    private readonly int* _news = (int*)NativeMemory.AllocZeroed(sizeof(int));

    private ParkedTasks() => new Thread(Run) { IsBackground = true, Name = "Multiprocessing waits" }.Start();

    /// <summary>Completes when the word may have changed, the time is up, or the token was cancelled; never fails.</summary>
    internal static Task Sleep(in Parking parking, long until, CancellationToken cancellationToken)
    {
        if (!parking.IsUnchanged || cancellationToken.IsCancellationRequested) return Task.CompletedTask;
        var task = AddressWait.CanWaitForAny ? SleepInGroup(parking, until) : SleepAlone(parking, until);
        if (cancellationToken.CanBeCanceled) task.EndOn(cancellationToken);
        return task.Completion;
    }

    /// <summary>Makes the thread look at its tasks.</summary>
    internal void TellNews()
    {
        Interlocked.Increment(ref *_news);
        AddressWait.WakePrivate(_news);
    }

    private static ParkedTask SleepInGroup(in Parking parking, long until)
    {
        lock (s_gate)
        {
            var group = FindGroup_NeedsLock();
            var task = new ParkedTask(parking, until, group);
            group._tasks.Add(task);
            group.TellNews();
            return task;
        }
    }

    private static ParkedTask SleepAlone(in Parking parking, long until)
    {
        var task = new ParkedTask(parking, until, null);
        new Thread(static task => ((ParkedTask)task!).SleepAlone()) { IsBackground = true, Name = "Multiprocessing wait" }.Start(task);
        return task;
    }

    private static ParkedTasks FindGroup_NeedsLock()
    {
        Debug.Assert(s_gate.IsHeldByCurrentThread);
        foreach (var group in s_groups)
        {
            if (group._tasks.Count < Max) return group;
        }

        s_groups = [.. s_groups, new ParkedTasks()];
        return s_groups[^1];
    }

    // The thread lives as long as the process.
    private void Run()
    {
        var entries = stackalloc AddressWaitEntry[AddressWait.MaxAtOnce];
        while (true)
        {
            var until = long.MaxValue;
            int count;
            lock (s_gate)
            {
                // Read before the tasks are looked at: news that come later keep the thread awake.
                entries[0] = AddressWait.Entry(_news, Volatile.Read(ref *_news), isPrivate: true);
                _tasks.RemoveAll(static task => task.IsOverOrCancelled());
                count = _tasks.Count;
                for (var index = 0; index < count; index++)
                {
                    var task = _asleep[index] = _tasks[index];
                    entries[index + 1] = AddressWait.Entry((int*)task.Parking.Word, task.Parking.Seen, isPrivate: false);
                    until = Math.Min(until, task.Until);
                }
            }

            // Entry 0 is the word for news.
            var woken = AddressWait.WaitAny(entries, count + 1, until);
            for (var index = 0; index < count; index++)
            {
                if (index < woken || _asleep[index].IsDue) _asleep[index].Complete();
            }
        }
    }
}
