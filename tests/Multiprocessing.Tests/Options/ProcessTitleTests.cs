namespace Multiprocessing.Tests.Options;

/// <summary>What a child looks like to those who list processes, and to a program that looks at its own command.</summary>
public sealed class ProcessTitleTests
{
    public static IEnumerable<TheoryDataRow<StartMethod, string, string>> Names =>
    [
        new(StartMethod.Spawn, "parser", "parser"),
        new(StartMethod.WarmSpare, "parser", "parser"),
        new(StartMethod.Spawn, "a name of more letters than the kernel keeps", "a name of more "),
        new(StartMethod.WarmSpare, "a name of more letters than the kernel keeps", "a name of more "),
        new(StartMethod.Spawn, "vierzehn Größe", "vierzehn Größ"),
        new(StartMethod.WarmSpare, "vierzehn Größe", "vierzehn Größ"),
        new(StartMethod.WarmSpare, "x", "x"),
    ];

    [Theory, MemberData(nameof(Names))]
    public async Task Process_and_command_have_the_child_s_name(StartMethod method, string name, string shortName)
    {
        await WarmSpares.PrepareAsync(TestContext.Current.CancellationToken);
        var (comm, command) = await ChildProcess.RunAsync(Look, new ProcessOptions { Name = name, StartMethod = method });
        Assert.Equal(shortName, comm);
        var words = command.Split('\0');
        Assert.Equal([name, "exec", "--runtimeconfig"], words[..3]);
        Assert.Equal("", words[^1]);
    }

    [Fact]
    public async Task A_name_that_does_not_fit_into_a_spare_s_command_leaves_it_whole()
    {
        await WarmSpares.PrepareAsync(TestContext.Current.CancellationToken);
        var (_, command) = await ChildProcess.RunAsync(Look, new ProcessOptions { Name = new string('n', 10_000), StartMethod = StartMethod.WarmSpare });
        Assert.StartsWith("nnnn", command, StringComparison.Ordinal);
        Assert.EndsWith("\0", command, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_has_its_name()
    {
        await using var pool = new ProcessPool(new ProcessPoolOptions { MaxWorkers = 1, WorkerOptions = new ProcessOptions { Name = "painter" } });
        var (comm, command) = await pool.RunAsync(Look);
        Assert.Equal("painter-1", comm);
        Assert.StartsWith("painter-1\0exec\0", command, StringComparison.Ordinal);
    }

    [Theory, InlineData(StartMethod.Spawn), InlineData(StartMethod.WarmSpare)]
    public async Task The_command_is_the_program_s(StartMethod method)
    {
        await WarmSpares.PrepareAsync(TestContext.Current.CancellationToken);
        var options = new ProcessOptions { StartMethod = method };
        var expected = Environment.GetCommandLineArgs();
        Assert.Equal(expected, await ChildProcess.RunAsync(Environment.GetCommandLineArgs, options));
        Assert.Equal(expected, await ChildProcess.RunAsync(static () => ChildProcess.RunAsync(Environment.GetCommandLineArgs), options));
        Assert.Equal(Environment.CommandLine, await ChildProcess.RunAsync(static () => Environment.CommandLine, options));
    }

    private static (string Name, string Command) Look() =>
        (File.ReadAllText("/proc/self/comm").TrimEnd('\n'), File.ReadAllText("/proc/self/cmdline"));
}
