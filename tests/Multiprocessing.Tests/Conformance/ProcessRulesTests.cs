using System.Diagnostics;

namespace Multiprocessing.Tests.Conformance;

/// <summary>The rules of Python's <c>Process</c>, for either start method.</summary>
public abstract class ProcessRulesTests(StartMethod method)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static int s_static = 1;
    private readonly ProcessOptions _options = new() { StartMethod = method };

    [Fact]
    public void The_main_process_knows_itself()
    {
        Assert.Equal("MainProcess", CurrentProcess.Name);
        Assert.Null(CurrentProcess.Parent);
        Assert.False(CurrentProcess.IsDaemon);
        Assert.Null(CurrentProcess.Parent);
    }

    [Fact]
    public async Task A_child_knows_itself_and_its_parent()
    {
        var child = ChildProcess.Start(
            static () => (CurrentProcess.Name, Id: Environment.ProcessId, IsChild: CurrentProcess.Parent is not null, CurrentProcess.IsDaemon, Parent: (CurrentProcess.Parent!.Name, CurrentProcess.Parent.Id, CurrentProcess.Parent.IsAlive, Joined: CurrentProcess.Parent.Join(TimeSpan.Zero))),
            new ProcessOptions(_options) { Name = "worker" });
        var seen = await child;
        Assert.Equal(("worker", child.Id!.Value, true, false), (seen.Name, seen.Id, seen.IsChild, seen.IsDaemon));
        Assert.Equal(("MainProcess", Environment.ProcessId, true, false), seen.Parent);
    }

    [Fact]
    public async Task A_grandchild_s_parent_is_the_child()
    {
        var child = ChildProcess.Start(static () => ChildProcess.Start(static () => (CurrentProcess.Parent!.Name, CurrentProcess.Parent.Id)).Result, new ProcessOptions(_options) { Name = "middle" });
        Assert.Equal(("middle", child.Id!.Value), await child);
    }

    [Fact]
    public async Task Children_of_children_of_children_have_names_that_tell_the_way()
    {
        var child = new ChildProcess<string[]>(NamesBelow, [2], _options);
        child.Start();
        var name = child.Name;
        Assert.Equal(["", ":1", ":1:1", ":1:2", ":2", ":2:1", ":2:2"], (await child).Select(found => found[name.Length..]));
    }

    [Fact]
    public async Task A_process_that_was_not_started_has_nothing_to_say()
    {
        var child = new ChildProcess(static () => { }, options: _options);
        Assert.Null(child.Id);
        Assert.Null(child.ExitCode);
        Assert.False(child.IsAlive);
        Assert.Throws<InvalidOperationException>(child.Join);
        Assert.Throws<InvalidOperationException>(() => { child.Join(TimeSpan.Zero); });
        await Assert.ThrowsAsync<InvalidOperationException>(() => child.JoinAsync(TestContext.Current.CancellationToken));
        Assert.Throws<InvalidOperationException>(child.Kill);
        Assert.Throws<InvalidOperationException>(child.Terminate);
        Assert.Throws<InvalidOperationException>(child.Interrupt);
        Assert.DoesNotContain(child, CurrentProcess.Children);
        child.Dispose();
        Assert.Throws<ObjectDisposedException>(child.Start);
    }

    [Fact]
    public void A_started_process_is_alive_until_it_has_ended()
    {
        using var child = ChildProcess.Start(static () => Thread.Sleep(Timeout.Infinite), _options);
        Assert.True(child.IsAlive);
        Assert.NotNull(child.Id);
        Assert.Null(child.ExitCode);
        Assert.Contains(child, CurrentProcess.Children);
        Assert.False(child.Join(TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => { child.Join(TimeSpan.FromSeconds(-1)); });
        Assert.False(child.Join(TimeSpan.FromMilliseconds(1)));
        Assert.False(child.Sentinel.WaitOne(0));
        Assert.Throws<InvalidOperationException>(child.Start);
        child.Kill();
        Assert.True(child.Join(s_patience));
        Assert.True(child.Sentinel.WaitOne(s_patience));
        Assert.True(child.Join(TimeSpan.Zero));
        Assert.False(child.IsAlive);
        Assert.Equal(-9, child.ExitCode);
        Assert.DoesNotContain(child, CurrentProcess.Children);
        child.Kill();
        child.Terminate();
        child.Interrupt();
    }

    [Theory]
    [InlineData("kill", -9)]
    [InlineData("terminate", -15)]
    [InlineData("interrupt", -2)]
    public void A_signal_gives_its_number_as_exit_code(string how, int exitCode)
    {
        using var child = Announced(static running =>
        {
            running.Report(true);
            Thread.Sleep(Timeout.Infinite);
        });
        switch (how)
        {
            case "kill": child.Kill(); break;
            case "terminate": child.Terminate(); break;
            default: child.Interrupt(); break;
        }

        Assert.True(child.Join(s_patience));
        Assert.Equal(exitCode, child.ExitCode);
    }

    [Fact]
    public void A_child_may_handle_being_asked_to_end()
    {
        using var child = Announced(static running =>
        {
            using var asked = new ManualResetEventSlim();
            using var registration = System.Runtime.InteropServices.PosixSignalRegistration.Create(System.Runtime.InteropServices.PosixSignal.SIGTERM, context =>
            {
                context.Cancel = true;
                asked.Set();
            });
            running.Report(true);
            asked.Wait();
            Environment.ExitCode = 44;
        });
        child.Terminate();
        Assert.True(child.Join(s_patience));
        Assert.Equal(44, child.ExitCode);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(255, 255)]
    [InlineData(256, 0)]
    [InlineData(-1, 255)]
    public void Exit_codes_are_the_system_s(int code, int exitCode)
    {
        using var child = ChildProcess.Start(static code => Environment.Exit(code), code, _options);
        child.Join();
        Assert.Equal(exitCode, child.ExitCode);
    }

    [Fact]
    public void Exit_on_another_thread_ends_the_child()
    {
        using var child = ChildProcess.Start(
            static () =>
            {
                new Thread(static () => Environment.Exit(6)).Start();
                Thread.Sleep(Timeout.Infinite);
            }, _options);
        Assert.True(child.Join(s_patience));
        Assert.Equal(6, child.ExitCode);
    }

    [Fact]
    public void The_exit_code_that_a_function_sets_is_kept()
    {
        using var child = ChildProcess.Start(static () => { Environment.ExitCode = 12; }, _options);
        child.Join();
        Assert.Equal(12, child.ExitCode);
    }

    [Fact]
    public async Task Statics_start_fresh_and_stay_the_child_s_own()
    {
        s_static = 5;
        var seen = await ChildProcess.RunAsync(static () => s_static += 100, _options);
        Assert.Equal((101, 5), (seen, s_static));
        s_static = 1;
    }

    [Fact]
    public async Task Arguments_and_captured_variables_are_copies()
    {
        var captured = new List<int> { 1 };
        var argument = new[] { 1 };
        var seen = await ChildProcess.RunAsync(
            numbers =>
            {
                captured.Add(2);
                numbers[0] = 9;
                return captured.Count + numbers[0];
            }, argument, _options);
        Assert.Equal((11, 1, 1), (seen, captured.Count, argument[0]));
    }

    [Fact]
    public async Task What_changes_after_the_start_is_not_seen()
    {
        var captured = new List<int> { 1 };
        var child = ChildProcess.Start(() => captured.Count, _options);
        captured.Add(2);
        Assert.Equal(1, await child);
    }

    [Fact]
    public async Task Background_threads_do_not_keep_a_child_alive()
    {
        var child = ChildProcess.Start(static () => new Thread(static () => Thread.Sleep(Timeout.Infinite)) { IsBackground = true }.Start(), _options);
        await child.JoinAsync(TestContext.Current.CancellationToken).WaitAsync(s_patience, TestContext.Current.CancellationToken);
        Assert.Equal(0, child.ExitCode);
    }

    [Fact]
    public async Task A_child_outlives_the_thread_that_started_it()
    {
        ChildProcess<int>? child = null;
        var thread = new Thread(() => child = ChildProcess.Start(
            static () =>
            {
                Thread.Sleep(200);
                return 3;
            }, _options));
        thread.Start();
        thread.Join();
        Assert.Equal(3, await child!);
    }

    [Fact]
    public async Task A_child_whose_object_was_forgotten_runs_to_its_end()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "done");
        Forget();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var watch = Stopwatch.StartNew();
        while (!File.Exists(file) && watch.Elapsed < s_patience) await Task.Delay(10, TestContext.Current.CancellationToken);
        Assert.True(File.Exists(file));

        void Forget() => ChildProcess.Start(
            static path =>
            {
                Thread.Sleep(100);
                File.WriteAllText(path, "");
            }, file, _options);
    }

    [Fact]
    public async Task Awaiting_and_Result_may_be_repeated_and_give_copies()
    {
        var child = ChildProcess.Start(static () => new List<int> { 1 }, _options);
        var first = await child;
        first.Add(2);
        var second = child.Result;
        Assert.Equal([1], second);
        Assert.Equal(0, child.ExitCode);
    }

    [Fact]
    public async Task Any_of_several_may_be_waited_for()
    {
        using var slow = ChildProcess.Start(static () => Thread.Sleep(Timeout.Infinite), _options);
        using var quick = ChildProcess.Start(static () => { }, _options);
        Assert.Same(quick.Exited, await Task.WhenAny(slow.Exited, quick.Exited));
        Assert.Equal([quick], Connection.WaitAny([slow, quick], s_patience, TestContext.Current.CancellationToken));
        Assert.Empty(Connection.WaitAny([slow], TimeSpan.Zero, TestContext.Current.CancellationToken));
        Assert.Equal(1, WaitHandle.WaitAny([slow.Sentinel, quick.Sentinel]));
        using var stop = new CancellationTokenSource(10);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Connection.WaitAnyAsync([slow], Timeout.InfiniteTimeSpan, stop.Token));
        Assert.Throws<ArgumentException>(static () => Connection.WaitAny([], TimeSpan.Zero, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Ending_a_wait_does_not_end_the_process()
    {
        using var child = ChildProcess.Start(static () => Thread.Sleep(Timeout.Infinite), _options);
        using var stop = new CancellationTokenSource(10);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => child.JoinAsync(stop.Token));
        Assert.True(child.IsAlive);
    }

    [Fact]
    public async Task Cancelling_RunAsync_kills_the_process()
    {
        using var stop = new CancellationTokenSource();
        var task = ChildProcess.RunAsync(static () => Thread.Sleep(Timeout.Infinite), _options, stop.Token);
        var child = CurrentProcess.Children;
        Assert.NotEmpty(child);
        stop.Cancel();
        var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task);
        Assert.Equal(stop.Token, thrown.CancellationToken);
    }

    [Fact]
    public async Task RunAsync_with_a_cancelled_token_starts_nothing()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "ran");
        var task = ChildProcess.RunAsync(static path => File.WriteAllText(path, ""), file, _options, new CancellationToken(canceled: true));
        Assert.True(task.IsCanceled);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task);
        Assert.False(File.Exists(file));
    }

    [Fact]
    public void A_child_object_in_a_child_cannot_be_joined()
    {
        using var child = new SelfJoiner(_options);
        child.Start();
        child.Join();
        Assert.Equal(3, child.ExitCode);
    }

    [Fact]
    public async Task A_child_object_cannot_be_sent()
    {
        using var child = ChildProcess.Start(static () => { }, _options);
        var refused = await Assert.ThrowsAsync<ProcessBoundaryException>(() => ChildProcess.RunAsync(() => child.Join(), _options));
        Assert.Contains("captured variable 'child'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_daemon_is_one_in_the_child_too()
    {
        var child = ChildProcess.Start(static () => CurrentProcess.IsDaemon, new ProcessOptions(_options) { IsDaemon = true });
        Assert.True(child.IsDaemon);
        Assert.True(await child);
    }

    [Fact]
    public void A_name_is_given_or_told()
    {
        using var first = ChildProcess.Start(static () => CurrentProcess.Name, _options);
        Assert.StartsWith("ChildProcess-", first.Name, StringComparison.Ordinal);
        Assert.Equal(first.Name, first.Result);
        using var second = ChildProcess.Start(static () => CurrentProcess.Name, new ProcessOptions(_options) { Name = "other" });
        Assert.Equal(("other", "other"), (second.Name, second.Result));
        Assert.Throws<ArgumentException>(() => ChildProcess.Start(static () => { }, new ProcessOptions(_options) { Name = "" }));
    }

    [Fact]
    public void Dispose_kills_what_still_runs()
    {
        var child = ChildProcess.Start(static () => Thread.Sleep(Timeout.Infinite), _options);
        child.Dispose();
        Assert.Equal(-9, child.ExitCode);
        Assert.Throws<ObjectDisposedException>(child.Join);
    }

    // A child that has got as far as its function says: a signal that comes earlier would end it by the runtime's rules.
    private ChildProcess Announced(Action<IProgress<bool>> function)
    {
        using var announced = new ManualResetEventSlim();
        var child = ChildProcess.Start(function, Receiver.Of<bool>(_ => announced.Set()), _options);
        Assert.True(announced.Wait(s_patience));
        return child;
    }

    private static string[] NamesBelow(int depth)
    {
        if (depth == 0) return [CurrentProcess.Name];
        ChildProcess<string[]>[] children = [new(NamesBelow, [depth - 1]), new(NamesBelow, [depth - 1])];
        foreach (var child in children) child.Start();
        return [CurrentProcess.Name, .. children.SelectMany(static child => child.Result)];
    }

    private sealed class SelfJoiner(ProcessOptions options) : ChildProcess(options)
    {
        protected override void Run()
        {
            try
            {
                Join();
            }
            catch (InvalidOperationException)
            {
                Environment.ExitCode = IsAlive && Id == Environment.ProcessId && ExitCode is null ? 3 : 4;
            }
        }
    }
}

public sealed class ProcessRulesSpawnTests() : ProcessRulesTests(StartMethod.Spawn);

public sealed class ProcessRulesSpareTests() : ProcessRulesTests(StartMethod.WarmSpare);
