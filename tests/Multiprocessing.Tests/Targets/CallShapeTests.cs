namespace Multiprocessing.Tests.Targets;

/// <summary>The ways to write a call: each kind of function, with and without an argument, options and token.</summary>
public sealed class CallShapeTests
{
    private static readonly ProcessOptions s_spare = new() { StartMethod = StartMethod.WarmSpare };

    [Fact]
    public async Task A_function_without_result_gives_a_task_without_one()
    {
        Task[] tasks =
        [
            ChildProcess.RunAsync(() => { }),
            ChildProcess.RunAsync(VoidResult, s_spare),
            ChildProcess.RunAsync(async () => await Task.Yield(), s_spare),
            ChildProcess.RunAsync(NothingAsync, s_spare),
            ChildProcess.RunAsync(NothingSoonAsync, s_spare),
            ChildProcess.RunAsync(() => new ValueTask(Task.Delay(1)), s_spare),
            ChildProcess.RunAsync(x => VoidResult(), 5, s_spare),
            ChildProcess.RunAsync(async x => await Task.Delay(x), 5, s_spare),
            ChildProcess.RunAsync(x => new ValueTask(Task.Delay(x)), 5, s_spare),
            ChildProcess.RunAsync(token => VoidResult(), s_spare, CancellationToken.None),
            ChildProcess.RunAsync(async token => await Task.Delay(1, token), s_spare, CancellationToken.None),
            ChildProcess.RunAsync(token => new ValueTask(Task.Delay(1, token)), s_spare, CancellationToken.None),
        ];
        // A task with a result would be a Task<Task>, or the like, that was not awaited in the child.
        foreach (var task in tasks)
        {
            await task;
            Assert.DoesNotContain(task.GetType().GenericTypeArguments, static type => type.IsAssignableTo(typeof(Task)) || type == typeof(ValueTask));
        }
    }

    [Fact]
    public async Task A_result_is_that_of_the_task_not_the_task()
    {
        int[] results = await Task.WhenAll(
        [
            ChildProcess.RunAsync(() => 5, s_spare),
            ChildProcess.RunAsync(Five, s_spare),
            ChildProcess.RunAsync(async () => await FiveAsync(), s_spare),
            ChildProcess.RunAsync(FiveAsync, s_spare),
            ChildProcess.RunAsync(FiveSoonAsync, s_spare),
            ChildProcess.RunAsync(() => new ValueTask<int>(5), s_spare),
            ChildProcess.RunAsync(x => x, 5, s_spare),
            ChildProcess.RunAsync(async x => await Task.FromResult(x), 5, s_spare),
            ChildProcess.RunAsync(x => new ValueTask<int>(x), 5, s_spare),
            ChildProcess.RunAsync(token => 5, s_spare, CancellationToken.None),
            ChildProcess.RunAsync(async token => await FiveAsync(), s_spare, CancellationToken.None),
            ChildProcess.RunAsync(token => new ValueTask<int>(5), s_spare, CancellationToken.None),
        ]);
        Assert.All(results, static result => Assert.Equal(5, result));
        ChildProcess<int>[] children =
        [
            ChildProcess.Start(() => 5, s_spare), ChildProcess.Start(FiveAsync, s_spare), ChildProcess.Start(FiveSoonAsync, s_spare), ChildProcess.Start(async () => await FiveAsync(), s_spare),
            ChildProcess.Start(x => x, 5, s_spare), ChildProcess.Start(async x => await Task.FromResult(x), 5, s_spare), ChildProcess.Start(x => new ValueTask<int>(x), 5, s_spare),
        ];
        Assert.All(children, static child => Assert.Equal(5, child.Result));
    }

    [Fact]
    public async Task A_function_that_only_throws_and_one_that_never_ends_compile()
    {
        await Assert.ThrowsAsync<FormatException>(() => ChildProcess.RunAsync(() => throw new FormatException(), s_spare));
        using var endless = ChildProcess.Start(() => { while (true) { } }, s_spare);
        Assert.True(endless.IsAlive);
    }

    [Fact]
    public async Task A_token_may_stand_where_options_do()
    {
        using var source = new CancellationTokenSource();
        var (begun, progress) = Beginning();
        var task = ChildProcess.RunAsync(() => SleepAfter(progress), source.Token);
        await begun;
        await source.CancelAsync();
        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task);
        Assert.Equal((source.Token, TaskStatus.Canceled), (cancelled.CancellationToken, task.Status));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ChildProcess.RunAsync(() => 1, source.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ChildProcess.RunAsync(x => x, 1, source.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ChildProcess.RunAsync(() => { }, cancellationToken: source.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ChildProcess.RunAsync(token => { }, source.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ChildProcess.RunAsync(token => { }, s_spare, source.Token));
        Assert.Equal(1, await ChildProcess.RunAsync(() => 1, default(CancellationToken)));
        Assert.Equal(1, await ChildProcess.RunAsync(() => 1, null, default));
    }

    [Fact]
    public async Task The_token_of_the_options_kills_a_child_that_was_started()
    {
        using var source = new CancellationTokenSource();
        var (begun, progress) = Beginning();
        using var child = ChildProcess.Start(() => SleepAfter(progress), new ProcessOptions { CancellationToken = source.Token });
        await begun;
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await child);
        Assert.Equal(9, child.ExitStatus!.Signal);
        Assert.ThrowsAny<OperationCanceledException>(() => ChildProcess.Start(() => { }, source.Token));
        Assert.ThrowsAny<OperationCanceledException>(new ChildProcess(VoidResult, options: source.Token).Start);
    }

    // Such a function ends as it likes: its exception arrives, and so does a result that it still has.
    [Fact]
    public async Task A_function_that_takes_the_token_is_asked_not_killed()
    {
        foreach (var withOptions in (bool[])[false, true])
        {
            using var source = new CancellationTokenSource();
            var (begun, progress) = Beginning();
            Func<CancellationToken, bool> function = token =>
            {
                progress.Report(0);
                return token.WaitHandle.WaitOne();
            };
            var task = withOptions ? ChildProcess.RunAsync(function, s_spare, source.Token) : ChildProcess.RunAsync(function, source.Token);
            await begun;
            await source.CancelAsync();
            Assert.True(await task);
        }
    }

    [Fact]
    public async Task Options_are_those_of_the_construction()
    {
        var options = new ProcessOptions { Name = "first", Environment = new Dictionary<string, string?> { ["WHOSE"] = "first" } };
        var child = new ChildProcess<string>(() => $"{CurrentProcess.Name} {Environment.GetEnvironmentVariable("WHOSE")}", options: options);
        options.Name = "second";
        ((Dictionary<string, string?>)options.Environment)["WHOSE"] = "second";
        Assert.Equal("first first", await child.StartNow());
    }

    private static (Task Begun, IProgress<int> Progress) Beginning()
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return (begun.Task, Receiver.Of<int>(_ => begun.SetResult()));
    }

    private static void SleepAfter(IProgress<int> progress)
    {
        progress.Report(0);
        Thread.Sleep(Timeout.Infinite);
    }

    private static void VoidResult()
    {
    }

    private static Task NothingAsync() => Task.Delay(1);

    private static async ValueTask NothingSoonAsync() => await Task.Yield();

    private static int Five() => 5;

    private static async Task<int> FiveAsync()
    {
        await Task.Yield();
        return 5;
    }

    private static async ValueTask<int> FiveSoonAsync()
    {
        await Task.Yield();
        return 5;
    }
}
