using System.Diagnostics;
using System.Globalization;
using Multiprocessing.Pools.Functions;
using Multiprocessing.Pools.Tasks;

namespace Multiprocessing.Pools;

/// <summary>
/// A pool without its public face: a queue, the workers, and who gets what when. One gate guards all of it; nobody calls user code, waits,
/// or serializes within. Thread-safe.
/// </summary>
internal sealed partial class PoolCore
{
    private readonly Lock _gate = new();
    private readonly TaskQueue _queue = new();
    private readonly List<WorkerLink> _links = [];
    private readonly ProcessPoolOptions _options;
    private readonly Initialization _initialization;
    private PoolPhase _phase;
    private int _outstanding;
    private int _jobs;

    internal PoolCore(ProcessPoolOptions options, WorkerInitializer? initializer)
    {
        options.Validate();
        // Whoever replaces a worker later may have another culture.
        var workers = options.WorkerOptions;
        _options = options.Copy();
        _options.WorkerOptions =
            new ProcessOptions(workers)
            {
                Culture = workers.Culture ?? CultureInfo.CurrentCulture,
                UICulture = workers.Culture
            ?? CultureInfo.CurrentUICulture
            };
        Name = options.Name ?? ProcessPoolOptions.NextName();
        Settings = new TaskSettings(options.TaskOptions);
        CurrentProcess.RequireMayHaveChildren();
        _initialization = new Initialization(initializer, Blocks);
        CurrentProcess.WatchExit();
        CurrentProcess.Exiting += EndWithProgram;
        PoolMetrics.Add(this);
        if (options.Least > 0) StartFirst();
        lock (_gate) EnsureWorkers_NeedsLock();
    }

    internal string Name { get; }

    /// <summary>What holds for tasks where a view does not say otherwise.</summary>
    internal TaskSettings Settings { get; }

    internal PayloadBlocks Blocks { get; } = new();

    internal int MaxWorkers => _options.Most;

    /// <summary>Takes a task.</summary>
    /// <param name="item">The task.</param>
    /// <param name="isOfJob">Whether it belongs to something that was begun before, so that it is taken though the pool takes nothing
    /// new.</param>
    /// <returns>The worker from which a caller who waits receives the answer himself; null for none.</returns>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">It has no workers, and gets none.</exception>
    internal WorkerLink? Submit(WorkItem item, bool isOfJob = false)
    {
        Func<Exception>? over;
        lock (_gate)
        {
            over = WhyOver_NeedsLock(isOfJob);
            if (over is null) return Take_NeedsLock(item);
        }

        throw over();
    }

    private WorkerLink? Take_NeedsLock(WorkItem item)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        _queue.Add(item);
        // Where others wait already, no worker has room.
        if (_idle.Count > 0 || _queue.Count == 1) Dispatch_NeedsLock();
        // Nobody knows which worker gets it later, so its caller cannot receive from that one.
        item.AwaitsReader = false;
        if (_queue.Count > 0 || (_idle.Count == 0 && _links.Count < MaxWorkers)) EnsureWorkers_NeedsLock();
        // A caller receives the answer himself where his task is alone with its worker: it stays there. He is not to wait for what others
        // have given that worker.
        if (item.HasReader && item.Link!.Outstanding > 1) item.Link.LetThreadRead_NeedsLock(item);
        return item.HasReader ? item.Link : null;
    }

    /// <summary>
    /// Its caller does not want the task any more. If it has not begun, it never will; if it runs, it is told, and killed if it does not
    /// end.
    /// </summary>
    internal void Cancel(WorkItem item, CancellationToken token)
    {
        lock (_gate)
        {
            switch (item.State)
            {
                case WorkItemState.Done:
                    return;
                case WorkItemState.Queued:
                    _queue.Remove(item);
                    break;
                case WorkItemState.Paused:
                    _paused.Remove(item);
                    break;
                case WorkItemState.Sent when item.Link!.TryWithdraw_NeedsLock(item):
                    _outstanding--;
                    break;
                default:
                    End_NeedsLock(item.Link!, item, new CancelledEnding(token), item.HearsOf(token));
                    return;
            }

            item.State = WorkItemState.Done;
            Fill_NeedsLock(item.Link);
            FinishIfDrained_NeedsLock();
        }

        item.Cancel(token);
        Publish(item);
    }

    /// <summary>Takes a task that its caller may cancel.</summary>
    internal WorkerLink? Submit(WorkItem item, CancellationToken cancellationToken)
    {
        item.Bindings?.Watch(OnTokenCancelled);
        var reader = Submit(item);
        if (!cancellationToken.CanBeCanceled) return reader;
        item.Registration = cancellationToken.UnsafeRegister(_ => Cancel(item, cancellationToken), null);
        // It may have been done before that.
        if (item.State == WorkItemState.Done) item.Registration.Unregister();
        return reader;
    }

    /// <summary>Nobody wants the results of a job any more: none of its tasks begins.</summary>
    /// <param name="owner">The job.</param>
    /// <param name="endsRunning">Whether those that run are ended too.</param>
    /// <param name="token">What cancelled it.</param>
    internal void CancelAll(object owner, bool endsRunning, CancellationToken token)
    {
        var cancelled = new List<WorkItem>();
        var running = new List<WorkItem>();
        lock (_gate)
        {
            _queue.Find(owner, cancelled);
            foreach (var item in cancelled) _queue.Remove(item);
            cancelled.AddRange(_paused.Where(item => ReferenceEquals(item.Owner, owner)));
            _paused.RemoveAll(item => ReferenceEquals(item.Owner, owner));
            foreach (var link in _links)
            {
                foreach (var item in link.Sent_NeedsLock().Where(item => ReferenceEquals(item.Owner, owner)
                    && item.State != WorkItemState.Done).ToArray())
                {
                    if (!link.TryWithdraw_NeedsLock(item))
                    {
                        running.Add(item);
                        continue;
                    }

                    _outstanding--;
                    cancelled.Add(item);
                }
            }

            // Only then: who kills a worker puts back into the queue what else was sent to it.
            if (endsRunning)
            {
                foreach (var item in running) End_NeedsLock(item.Link!, item, new CancelledEnding(token), item.HearsOf(token));
            }

            foreach (var link in _links.ToArray()) Fill_NeedsLock(link);
            foreach (var item in cancelled) item.State = WorkItemState.Done;
            FinishIfDrained_NeedsLock();
        }

        foreach (var item in cancelled)
        {
            item.Cancel(token);
            Publish(item);
        }
    }

    /// <summary>A token that tasks know was cancelled.</summary>
    internal void OnTokenCancelled(TaskBindings bindings, int number)
    {
        lock (_gate)
        {
            bindings.Cancelled |= 1L << number;
            foreach (var link in _links)
            {
                foreach (var item in link.Sent_NeedsLock())
                {
                    if (ReferenceEquals(item.Bindings, bindings)) link.Board.Cancel(item.Number, number);
                }
            }
        }
    }

    /// <summary>A worker is ready for its first task.</summary>
    internal void OnReady(WorkerLink link)
    {
        lock (_gate)
        {
            _startFailures = 0;
            if (link.Phase != WorkerPhase.Starting) return;
            (link.Phase, link.ReadyAt) = (WorkerPhase.Ready, Stopwatch.GetTimestamp());
            Fill_NeedsLock(link);
            FinishIfDrained_NeedsLock();
        }
    }

    /// <summary>A worker has answered some tasks, which are to be published then.</summary>
    internal void OnFinished(WorkerLink link, List<WorkItem> finished, long durations)
    {
        List<WorkItem>? asked = null;
        lock (_gate)
        {
            var (done, answered) = (0, 0);
            for (var index = 0; index < finished.Count; index++)
            {
                var item = finished[index];
                link.Remove_NeedsLock(item);
                // It may have had its outcome already, when the pool was terminated.
                if (item.State == WorkItemState.Done) continue;
                answered++;
                if (item.Failure is not null && ThrewAndIsTriedAgain_NeedsLock(item, ref asked)) continue;
                item.State = WorkItemState.Done;
                finished[done++] = item;
            }

            finished.RemoveRange(done, finished.Count - done);
            _outstanding -= answered;
            link.TasksDone += answered;
            Learn_NeedsLock(answered, durations);
            if (link.IsToStop) Stop_NeedsLock(link);
            RecycleIfLarge_NeedsLock(link);
            Fill_NeedsLock(link);
            FinishIfDrained_NeedsLock();
        }

        if (asked is not null) AskWhetherAgain(asked);
    }

    // What a function throws is its answer, unless the policy has a word to say.
    private bool ThrewAndIsTriedAgain_NeedsLock(WorkItem item, ref List<WorkItem>? asked)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        if (item.Rules.Retries.ShouldRetry is null) return false;
        item.Losses++;
        return TryAgain_NeedsLock(item, allowed: false, asked ??= []);
    }

    /// <summary>A caller does not receive the answer of his task himself after all.</summary>
    internal void TakeReader(WorkerLink link, WorkItem item)
    {
        lock (_gate)
        {
            if (ReferenceEquals(item.Link, link)) link.TakeReader_NeedsLock(item);
        }
    }

    /// <summary>What a worker says cannot be understood.</summary>
    internal void OnDamage(WorkerLink link)
    {
        lock (_gate) link.Kill_NeedsLock();
    }

    /// <summary>Something is under way that will submit more tasks; the pool is not done before that is.</summary>
    internal void BeginJob()
    {
        Func<Exception>? over;
        lock (_gate)
        {
            over = WhyOver_NeedsLock(isOfJob: false);
            if (over is null) _jobs++;
        }

        if (over is not null) throw over();
    }

    /// <summary>It submits no more.</summary>
    /// <param name="function">The function that no task will call any more.</param>
    internal void EndJob(CachedFunction function)
    {
        lock (_gate)
        {
            _jobs--;
            if (!function.IsLasting)
            {
                foreach (var link in _links) link.Forget_NeedsLock(function);
            }

            FinishIfDrained_NeedsLock();
        }

        function.Release(Blocks);
    }

    /// <summary>Tells those who wait for tasks.</summary>
    internal void Publish(List<WorkItem> finished)
    {
        foreach (var item in finished) Publish(item);
        finished.Clear();
    }

    private void Publish(WorkItem item)
    {
        Interlocked.Increment(ref item.Failure is null && !item.IsCancelled ? ref _completed : ref _failed);
        PoolMetrics.OnDone(this, item);
        item.Publish(Blocks);
    }
}
