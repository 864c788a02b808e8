namespace Multiprocessing.Tests;

public sealed class LifeTests
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(60);

    [Fact]
    public void A_process_starts_runs_and_ends()
    {
        var process = new ChildProcess(() => Thread.Sleep(Timeout.Infinite));
        Assert.False(process.IsAlive);
        Assert.Null(process.Id);
        process.Start();
        Assert.True(process.IsAlive);
        Assert.Null(process.ExitCode);
        Assert.False(process.Join(TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => { process.Join(TimeSpan.FromSeconds(-1)); });
        Assert.Contains(process, CurrentProcess.Children);
        process.Terminate();
        Assert.True(process.Join(s_long));
        Assert.Equal(-15, process.ExitCode);
        Assert.DoesNotContain(process, CurrentProcess.Children);
        process.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(255)]
    public void Environment_Exit_gives_the_exit_code(int code)
    {
        using var process = ChildProcess.Start(static code => Environment.Exit(code), code);
        process.Join();
        Assert.Equal(code, process.ExitCode);
    }

    [Fact]
    public async Task A_killed_child_is_reported_with_its_signal()
    {
        var process = ChildProcess.Start(static () =>
        {
            Thread.Sleep(Timeout.Infinite);
            return 1;
        });
        process.Kill();
        var crash = await Assert.ThrowsAsync<ProcessCrashedException>(async () => await process);
        Assert.Equal(((int?)9, -9, process.Id), (crash.ExitStatus!.Signal, process.ExitCode, (int?)crash.ProcessId));
    }

    [Fact]
    public void An_unhandled_exception_gives_exit_code_1_and_is_printed()
    {
        var lines = new List<string>();
        using var process = ChildProcess.Start(static () => throw new FormatException("oh"), new ProcessOptions { StandardError = ProcessOutput.ToLines(lines.Add) });
        process.Join();
        Assert.Equal(1, process.ExitCode);
        Assert.Contains(lines, static line => line.Contains("System.FormatException: oh", StringComparison.Ordinal));
    }

    [Fact]
    public void A_process_starts_once()
    {
        using var process = ChildProcess.Start(static () => { });
        Assert.Throws<InvalidOperationException>(process.Start);
    }

    [Fact]
    public async Task A_daemon_may_not_have_children()
    {
        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => ChildProcess.RunAsync(
            static () => ChildProcess.Start(static () => { }).Join(), new ProcessOptions { IsDaemon = true }));
        Assert.Contains("daemon", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_tell_the_place_in_the_tree()
    {
        var process = ChildProcess.Start(static () => (CurrentProcess.Name, ChildProcess.Start(static () => CurrentProcess.Name).Result));
        var (child, grandchild) = await process;
        Assert.Equal(process.Name, child);
        Assert.Equal(child + ":1", grandchild);
    }

    [Fact]
    public void A_subclass_overrides_Run_and_carries_its_fields()
    {
        var output = new List<string>();
        using var process = new Greeter("Ada", new ProcessOptions { StandardOutput = ProcessOutput.ToLines(output.Add) });
        process.Start();
        process.Join();
        Assert.Equal(0, process.ExitCode);
        Assert.Equal([$"Ada from {process.Name}, {process.Id}"], output);
        Assert.StartsWith("Greeter-", process.Name, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_child_ends_only_when_its_foreground_threads_have()
    {
        var output = new List<string>();
        await ChildProcess.RunAsync(static () => new Thread(static () =>
        {
            Thread.Sleep(200);
            Console.WriteLine("late");
        }).Start(), new ProcessOptions { StandardOutput = ProcessOutput.ToLines(output.Add) });
        Assert.Equal(["late"], output);
    }

    [Fact]
    public async Task Directory_environment_and_culture_can_be_overridden()
    {
        var options = new ProcessOptions
        {
            WorkingDirectory = "/",
            Environment = new Dictionary<string, string?> { ["MULTIPROCESSING_TEST"] = "ö" },
            Culture = System.Globalization.CultureInfo.GetCultureInfo("de-DE"),
            StartMethod = StartMethod.WarmSpare,
        };
        var seen = await ChildProcess.RunAsync(static () =>
            (Environment.CurrentDirectory, Environment.GetEnvironmentVariable("MULTIPROCESSING_TEST"), System.Globalization.CultureInfo.CurrentCulture.Name), options);
        Assert.Equal(("/", "ö", "de-DE"), seen);
    }

    private sealed class Greeter(string name, ProcessOptions options) : ChildProcess(options)
    {
        private readonly string _name = name;

        protected override void Run() => Console.WriteLine($"{_name} from {Name}, {Id}");
    }
}
