using System.Globalization;
using Multiprocessing.Pools.Functions;
using Multiprocessing.Pools.Scheduling;
using Multiprocessing.Pools.Tasks;

namespace Multiprocessing.Pools;

/// <summary>
/// A pool without its public face. Owns the one lock that guards all its parts, and passes it to them; each event is handed to the parts
/// concerned in one go under that lock. Under the lock, nothing waits, serializes or calls user code. Thread-safe.
/// </summary>
internal sealed partial class PoolCore
{
    private readonly Lock _lock = new();
    private readonly TaskQueue _queue = new();
    private readonly ProcessPoolOptions _options;
    private readonly Initialization _initialization;
    private readonly PoolLifetime _lifetime;
    private readonly LimitClock _clock;
    private readonly WorkerSet _workers;
    private readonly WorkerStarter _starter;
    private readonly WorkerRetirement _retirement;
    private readonly TaskDispatcher _dispatcher;
    private readonly TaskRetries _retries;
    private readonly TaskOutcomes _outcomes;
    private readonly TaskLimits _limits;
    private readonly TaskCancellation _cancellation;
    private readonly StallDetector _stalls;
    private readonly TaskPublisher _publisher;

    internal PoolCore(ProcessPoolOptions options, WorkerInitializer? initializer)
    {
        options.Validate();
        _options = CopyOf(options);
        Name = options.Name ?? ProcessPoolOptions.NextName();
        Settings = new TaskSettings(options.TaskOptions);
        CurrentProcess.RequireMayHaveChildren();
        _initialization = new Initialization(initializer, Blocks);
        _publisher = new TaskPublisher(this);
        _lifetime = new PoolLifetime(_lock, Name);
        _clock = new LimitClock(_lock, _options, Name, Inspect);
        _workers = new WorkerSet(_lock, _clock);
        _starter = new WorkerStarter(this, _lock, _options, _initialization, _workers, _queue, _clock, _lifetime);
        _retirement = new WorkerRetirement(_lock, _options, _workers, _starter, _clock, _lifetime);
        _dispatcher = new TaskDispatcher(_lock, _queue, _workers, _starter, _retirement, _clock, _options.Most);
        _retries = new TaskRetries(_lock, _queue, _clock, _lifetime);
        _outcomes = new TaskOutcomes(_lock, _queue, _dispatcher, _retries);
        _limits = new TaskLimits(_lock, _options, _workers, _dispatcher, _clock);
        _cancellation = new TaskCancellation(_lock, _queue, _retries, _workers, _dispatcher, _limits);
        _stalls = new StallDetector(_lock, _workers, _retirement, _dispatcher, _clock);
        Begin();
    }

    internal string Name { get; }

    /// <summary>The settings of tasks where a view does not say otherwise.</summary>
    internal TaskSettings Settings { get; }

    internal PayloadBlocks Blocks { get; } = new();

    internal int MaxWorkers => _options.Most;

    /// <summary>Takes a task.</summary>
    /// <param name="item">The task.</param>
    /// <param name="isOfJob">Whether the task belongs to a job that was begun before, so that a closed pool takes it too.</param>
    /// <returns>The worker from which a waiting caller receives the answer on its own thread; null for none.</returns>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">The pool has no workers and gets none.</exception>
    internal WorkerLink? Submit(WorkItem item, bool isOfJob = false)
    {
        Func<Exception>? over;
        lock (_lock)
        {
            over = _lifetime.WhyOver_NeedsLock(isOfJob);
            if (over is null)
            {
                var reader = _dispatcher.Submit_NeedsLock(item);
                AssertInvariants_NeedsLock();
                return reader;
            }
        }

        throw over();
    }

    /// <summary>Takes a task that its caller may cancel.</summary>
    internal WorkerLink? Submit(WorkItem item, CancellationToken cancellationToken)
    {
        item.Bindings?.Watch(OnTokenCancelled);
        var reader = Submit(item);
        if (!cancellationToken.CanBeCanceled) return reader;
        item.Registration = cancellationToken.UnsafeRegister(_ => Cancel(item, cancellationToken), null);
        // The task may have been done before the registration was stored.
        if (item.State == WorkItemState.Done) item.Registration.Unregister();
        return reader;
    }

    /// <summary>
    /// Cancels a task for its caller. A task that has not begun never runs; a running one is told, and killed if it does not end.
    /// </summary>
    internal void Cancel(WorkItem item, CancellationToken token)
    {
        lock (_lock)
        {
            var isDone = _cancellation.Cancel_NeedsLock(item, token);
            FinishIfDrained_NeedsLock();
            if (!isDone) return;
        }

        item.Cancel(token);
        _publisher.Publish(item);
    }

    /// <summary>Cancels the tasks of a job whose results are not wanted any more: none of them begins.</summary>
    /// <param name="owner">The job.</param>
    /// <param name="endsRunning">Whether running tasks are ended too.</param>
    /// <param name="token">The token that was cancelled.</param>
    internal void CancelAll(object owner, bool endsRunning, CancellationToken token)
    {
        var cancelled = new List<WorkItem>();
        lock (_lock)
        {
            _cancellation.CancelAll_NeedsLock(owner, endsRunning, cancelled, token);
            FinishIfDrained_NeedsLock();
        }

        foreach (var item in cancelled)
        {
            item.Cancel(token);
            _publisher.Publish(item);
        }
    }

    /// <summary>Tells workers that a token of their tasks was cancelled.</summary>
    internal void OnTokenCancelled(TaskBindings bindings, int number)
    {
        lock (_lock)
        {
            bindings.Cancelled |= 1L << number;
            foreach (var link in _workers.Links)
            {
                foreach (var item in link.Sent_NeedsLock())
                {
                    if (ReferenceEquals(item.Bindings, bindings)) link.Board.Cancel(item.Number, number);
                }
            }
        }
    }

    /// <summary>Begins a job, which will submit tasks; the pool does not end before the job does.</summary>
    internal void BeginJob()
    {
        Func<Exception>? over;
        lock (_lock)
        {
            over = _lifetime.WhyOver_NeedsLock(isOfJob: false);
            if (over is null) _lifetime.BeginJob_NeedsLock();
        }

        if (over is not null) throw over();
    }

    /// <summary>Ends a job, which submits no more.</summary>
    /// <param name="function">The function that no task will call any more.</param>
    internal void EndJob(CachedFunction function)
    {
        lock (_lock)
        {
            _lifetime.EndJob_NeedsLock();
            if (!function.IsLasting) _workers.DropFunction_NeedsLock(function);
            FinishIfDrained_NeedsLock();
        }

        function.Release(Blocks);
    }

    /// <summary>Completes tasks for their callers.</summary>
    internal void Publish(List<WorkItem> finished) => _publisher.Publish(finished);

    // Fixes the culture, since the thread that replaces a worker later may have another one.
    private static ProcessPoolOptions CopyOf(ProcessPoolOptions options)
    {
        var workers = options.WorkerOptions;
        var copy = options.Copy();
        copy.WorkerOptions = new ProcessOptions(workers)
        {
            Culture = workers.Culture ?? CultureInfo.CurrentCulture,
            UICulture = workers.Culture ?? CultureInfo.CurrentUICulture,
        };
        return copy;
    }

    private void Begin()
    {
        CurrentProcess.WatchExit();
        CurrentProcess.Exiting += EndWithProgram;
        PoolMetrics.Add(this);
        if (_options.Least > 0) StartFirst();
        lock (_lock)
        {
            _starter.Ensure_NeedsLock();
            AssertInvariants_NeedsLock();
        }
    }

    private void StartFirst()
    {
        try
        {
            _starter.StartFirst();
        }
        catch
        {
            Release();
            throw;
        }
    }
}
