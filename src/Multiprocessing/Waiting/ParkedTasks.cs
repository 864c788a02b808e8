using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Multiprocessing.Platform;

namespace Multiprocessing.Waiting;

/// <summary>
/// Tasks that sleep on words of shared memory. One background thread sleeps for up to 127 of them, together with a word of its own that brings news;
/// where the kernel cannot wait for several words (before Linux 5.16), each has a thread of its own.
/// </summary>
internal sealed unsafe class ParkedTasks
{
    private const int Most = Futex.MostAtOnce - 1;

    private static readonly Lock s_gate = new();
    private static ParkedTasks[] s_groups = [];

    private readonly List<ParkedTask> _tasks = [];
    private readonly ParkedTask[] _asleep = new ParkedTask[Most];
    private readonly int* _news = (int*)NativeMemory.AllocZeroed(sizeof(int));

    private ParkedTasks() => new Thread(Run) { IsBackground = true, Name = "Multiprocessing waits" }.Start();

    /// <summary>Completes when the word may have changed, the time is up, or the token was cancelled; never fails.</summary>
    internal static Task Sleep(in Parking parking, long until, CancellationToken cancellationToken)
    {
        if (!parking.IsUnchanged || cancellationToken.IsCancellationRequested) return Task.CompletedTask;
        var task = new ParkedTask(parking, until);
        if (!Futex.CanWaitForAny)
        {
            new Thread(static task => ((ParkedTask)task!).SleepAlone()) { IsBackground = true, Name = "Multiprocessing wait" }.Start(task);
            return task.Completion;
        }

        lock (s_gate) FindGroup_NeedsLock().Add_NeedsLock(task);
        if (cancellationToken.CanBeCanceled) task.CompleteOn(cancellationToken);
        return task.Completion;
    }

    private static ParkedTasks FindGroup_NeedsLock()
    {
        foreach (var group in s_groups)
        {
            if (group._tasks.Count < Most) return group;
        }

        s_groups = [.. s_groups, new ParkedTasks()];
        return s_groups[^1];
    }

    private void Add_NeedsLock(ParkedTask task)
    {
        _tasks.Add(task);
        Volatile.Write(ref *_news, *_news + 1);
        Futex.WakePrivate(_news);
    }

    [SuppressMessage("Blocker Code Smell", "S2190", Justification = "The thread lives as long as the process.")]
    private void Run()
    {
        var entries = stackalloc Libc.FutexWaiter[Futex.MostAtOnce];
        while (true)
        {
            var until = long.MaxValue;
            int count;
            lock (s_gate)
            {
                _tasks.RemoveAll(static task => task.IsOver);
                count = _tasks.Count;
                for (var index = 0; index < count; index++)
                {
                    var task = _asleep[index] = _tasks[index];
                    entries[index + 1] = Futex.Entry((int*)task.Parking.Word, task.Parking.Seen, isPrivate: false);
                    until = Math.Min(until, task.Until);
                }

                entries[0] = Futex.Entry(_news, *_news, isPrivate: true);
            }

            if (Futex.WaitAny(entries, count + 1, until)) Wake(count);
            else if (!Futex.CanWaitForAny) SleepApart(count);
            else WakeChanged(count);
        }
    }

    // The kernel names one word of perhaps several that were woken, so everybody looks again. Whoever has left meanwhile may have taken a wake-up that was meant for another.
    private void Wake(int count)
    {
        for (var index = 0; index < count; index++)
        {
            var task = _asleep[index];
            if (!task.TryComplete()) Futex.Wake((int*)task.Parking.Word, 1);
        }
    }

    private void WakeChanged(int count)
    {
        for (var index = 0; index < count; index++)
        {
            var task = _asleep[index];
            if (!task.Parking.IsUnchanged || task.IsDue) task.TryComplete();
        }
    }

    private void SleepApart(int count)
    {
        for (var index = 0; index < count; index++)
        {
            new Thread(static task => ((ParkedTask)task!).SleepAlone()) { IsBackground = true, Name = "Multiprocessing wait" }.Start(_asleep[index]);
        }

        lock (s_gate) _tasks.Clear();
    }
}
