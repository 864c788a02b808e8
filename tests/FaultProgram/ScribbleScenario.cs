using System.Diagnostics;
using System.Globalization;
using Multiprocessing;

namespace FaultProgram;

/// <summary>
/// A child writes anything anywhere into the shared memory, and dies. Its parent hears of its end, and goes on using all that is shared,
/// each for a limited time.
/// </summary>
internal static class ScribbleScenario
{
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    internal static void Run(Report report, string argument)
    {
        var seed = int.Parse(argument, CultureInfo.InvariantCulture);
        var things = new SharedThings();
        var (mine, others) = Connection.CreatePipe();
        for (var number = 0; number < 10; number++) things.Numbers.Enqueue(number);
        var segment = SharedMemory.Create(100);
        using var pool = seed % 4 == 0 ? new ProcessPool(new ProcessPoolOptions { MinWorkers = 2, MaxWorkers = 2 }) : null;
        if (pool is not null) report.Attempt("pool before", () => pool.Run(static () => 5));
        using var living = seed % 3 == 0 ? StartUser(things) : null;
        using var child = StartScribbler(things, others, seed);
        report.Attempt("child", () => child.Join(s_patience) ? child.ExitStatus : throw new TimeoutException());
        Use(things, mine, report.Attempt);
        if (pool is not null) report.Attempt("pool", () => pool.RunAsync(static () => 5).WaitAsync(s_patience).GetAwaiter().GetResult());
        report.Attempt("another child", () =>
        {
            using var another = StartLooker(things);
            return another.Join(s_patience) ? another.Result : throw new TimeoutException();
        });
        report.Attempt("a new queue", () =>
        {
            using var queue = new SharedQueue<string>();
            queue.Enqueue(new string('x', 10_000));
            return queue.Dequeue().Length;
        });
        living?.Kill();
        report.Attempt("living child", () => living?.Join(s_patience) == false ? throw new TimeoutException() : "ended");
        report.Attempt("collection", () =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return "done";
        });
        report.Attempt("segment", () => segment.Unlink());
    }

    private static ChildProcess StartScribbler(SharedThings things, Connection pipe, int seed) =>
        ChildProcess.Start(() => Die(things, pipe, seed));

    private static ChildProcess StartUser(SharedThings things) =>
        ChildProcess.Start(() => Live(things), new ProcessOptions { StandardError = ProcessOutput.Discarded });

    private static ChildProcess<int> StartLooker(SharedThings things) =>
        ChildProcess.Start(() => things.Numbers.Count, new ProcessOptions { StandardError = ProcessOutput.Discarded });

    private static void Die(SharedThings things, Connection pipe, int seed)
    {
        things.Lock.Enter();
        things.Recursive.Enter();
        things.Semaphore.Enter();
        things.ReaderWriter.ReadLock.Enter();
        things.Numbers.Dequeue();
        things.Objects.Enqueue(new SharedValue<int>());
        things.Objects.Enqueue(new byte[100_000]);
        pipe.Send(new SharedEvent());
        pipe.Send("text");
        new Thread(() => Wait(things)).Start();
        new Thread(() => things.Barrier.Wait()).Start();
        things.IsReady.Set();
        Thread.Sleep(10);
        new Scribbler(seed).Scribble();
        Process.GetCurrentProcess().Kill();
    }

    private static void Live(SharedThings things)
    {
        while (true) Use(things, null, static (_, action) => Report.Outcome(action));
    }

    private static void Wait(SharedThings things)
    {
        using (things.Condition.Enter()) things.Condition.Wait();
    }

    private static void Use(SharedThings things, Connection? pipe, Action<string, Func<object?>> attempt)
    {
        attempt("lock", () => Try(things.Lock.TryEnter(s_short), things.Lock.Exit));
        attempt("recursive lock", () => Try(things.Recursive.TryEnter(s_short), things.Recursive.Exit));
        attempt("semaphore", () => Try(things.Semaphore.TryEnter(s_short), things.Semaphore.Exit));
        attempt("release", () =>
        {
            things.Semaphore.Release();
            return "done";
        });
        attempt("read", () => Try(things.ReaderWriter.ReadLock.TryEnter(s_short), things.ReaderWriter.ReadLock.Exit));
        attempt("write", () => Try(things.ReaderWriter.WriteLock.TryEnter(s_short), things.ReaderWriter.WriteLock.Exit));
        attempt("condition", () =>
        {
            using var limit = new CancellationTokenSource(s_short);
            using (things.Condition.Enter(limit.Token))
            {
                things.Condition.NotifyAll();
                return things.Condition.Wait(s_short);
            }
        });
        attempt("barrier", () => things.Barrier.Wait(s_short));
        attempt("event", () => things.Event.Wait(s_short));
        attempt("countdown", () =>
        {
            things.Countdown.AddCount();
            return things.Countdown.Wait(s_short);
        });
        attempt("enqueue", () => things.Numbers.TryEnqueue(5, s_short));
        attempt("dequeue", () => things.Numbers.TryDequeue(out var item, s_short) ? item : "none");
        attempt("task", () =>
        {
            things.Numbers.TaskDone();
            return things.Numbers.Join(s_short);
        });
        attempt("enqueue object", () => things.Objects.TryEnqueue(new SharedValue<int>(), s_short));
        for (var count = 0; count < 4; count++) attempt("dequeue object", () => things.Objects.TryDequeue(out var item, s_short) ? item?.GetType() : "none");
        attempt("array", () =>
        {
            things.Array.Span.Fill(5);
            using var slice = things.Array.Slice(5, 5);
            return slice.Length;
        });
        attempt("make", () =>
        {
            using var made = new SharedArray<int>(100_000);
            using var other = new SharedSemaphore(1);
            return made.Length;
        });
        if (pipe is null) return;
        for (var count = 0; count < 3; count++) attempt("receive", () => pipe.Poll(s_short) ? pipe.Receive<object>()?.GetType() : "none");
        attempt("send", () =>
        {
            using var limit = new CancellationTokenSource(s_short);
            pipe.Send("text", limit.Token);
            return "done";
        });
    }

    private static bool Try(bool isEntered, Action exit)
    {
        if (isEntered) exit();
        return isEntered;
    }
}
