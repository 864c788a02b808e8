namespace Multiprocessing.Tests.Options;

/// <summary>Directory, environment, standard streams: what a child finds around itself.</summary>
public sealed class SurroundingsTests
{
    public static IEnumerable<TheoryDataRow<StartMethod>> Methods => [new(StartMethod.Spawn), new(StartMethod.WarmSpare)];

    [Theory, MemberData(nameof(Methods))]
    public async Task The_environment_is_the_parent_s_with_changes(StartMethod method)
    {
        var options = new ProcessOptions
        {
            StartMethod = method,
            Environment = new Dictionary<string, string?> { ["MULTIPROCESSING_TEST_NEW"] = "größe", ["HOME"] = null, ["PATH"] = "/nowhere" },
        };
        var seen = await ChildProcess.RunAsync(
            static () => (Environment.GetEnvironmentVariable("MULTIPROCESSING_TEST_NEW"), Environment.GetEnvironmentVariable("HOME"), Environment.GetEnvironmentVariable("PATH")), options);
        Assert.Equal(("größe", null, "/nowhere"), seen);
        Assert.Null(Environment.GetEnvironmentVariable("MULTIPROCESSING_TEST_NEW"));
    }

    [Theory, MemberData(nameof(Methods))]
    public async Task A_variable_set_in_the_parent_is_seen_by_later_children(StartMethod method)
    {
        const string Name = "MULTIPROCESSING_TEST_LATER";
        var options = new ProcessOptions { StartMethod = method };
        await WarmSpares.PrepareAsync(TestContext.Current.CancellationToken);
        Environment.SetEnvironmentVariable(Name, method.ToString());
        Assert.Equal(method.ToString(), await ChildProcess.RunAsync(static () => Environment.GetEnvironmentVariable(Name), options));
        Environment.SetEnvironmentVariable(Name, null);
        Assert.Null(await ChildProcess.RunAsync(static () => Environment.GetEnvironmentVariable(Name), options));
    }

    [Theory, MemberData(nameof(Methods))]
    public async Task The_working_directory_is_the_parent_s_or_what_was_asked_for(StartMethod method)
    {
        using var folder = new TemporaryFolder();
        var options = new ProcessOptions { StartMethod = method };
        Assert.Equal(Environment.CurrentDirectory, await ChildProcess.RunAsync(static () => Environment.CurrentDirectory, options));
        Assert.Equal(folder.Path, await ChildProcess.RunAsync(static () => Environment.CurrentDirectory, new ProcessOptions(options) { WorkingDirectory = folder.Path }));
    }

    [Fact]
    public async Task Output_goes_to_a_stream_byte_for_byte()
    {
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        var options = new ProcessOptions { StandardOutput = ProcessOutput.ToStream(output), StandardError = ProcessOutput.ToStream(error) };
        await ChildProcess.RunAsync(
            static () =>
            {
                Console.Error.Write("no line end");
                using var raw = Console.OpenStandardOutput();
                for (var index = 0; index < 1000; index++) raw.Write([0, 255, (byte)index, 10]);
            }, options);
        var expected = Enumerable.Range(0, 1000).SelectMany(static index => new byte[] { 0, 255, (byte)index, 10 });
        Assert.Equal(expected, output.ToArray());
        Assert.Equal("no line end"u8, error.ToArray());
    }

    [Fact]
    public async Task Output_goes_to_a_callback_line_by_line()
    {
        var lines = new List<string>();
        var options = new ProcessOptions { StandardOutput = ProcessOutput.ToLines(lines.Add) };
        await ChildProcess.RunAsync(
            static () =>
            {
                Console.Write("ein ");
                Console.Write("Wörtchen\r\n\n");
                for (var index = 0; index < 5000; index++) Console.WriteLine(new string('漢', index % 50));
                Console.Write("last");
            }, options);
        Assert.Equal(["ein Wörtchen", "", .. Enumerable.Range(0, 5000).Select(static index => new string('漢', index % 50)), "last"], lines);
    }

    [Fact]
    public async Task The_last_lines_of_standard_error_are_in_the_crash()
    {
        var options = new ProcessOptions { StandardError = ProcessOutput.ToLines(static _ => { }) };
        var crash = await Assert.ThrowsAsync<ProcessCrashedException>(() => ChildProcess.RunAsync(
            static () =>
            {
                for (var index = 0; index < 100; index++) Console.Error.WriteLine($"line {index}");
                Environment.Exit(3);
            }, options));
        Assert.Equal((3, null, false, "exit code 3"), (crash.ExitStatus!.Code, crash.ExitStatus.Signal, crash.ExitStatus.WasKilled, crash.ExitStatus.ToString()));
        Assert.EndsWith("line 99", crash.ErrorOutput, StringComparison.Ordinal);
        Assert.Contains("line 99", crash.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("line 5" + Environment.NewLine, crash.ErrorOutput, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Discarded_output_goes_nowhere()
    {
        var options = new ProcessOptions { StandardOutput = ProcessOutput.Discarded, StandardError = ProcessOutput.Discarded };
        var targets = await ChildProcess.RunAsync(static () => (new FileInfo("/proc/self/fd/1").LinkTarget, new FileInfo("/proc/self/fd/2").LinkTarget), options);
        Assert.Equal(("/dev/null", "/dev/null"), targets);
    }

    [Fact]
    public async Task Standard_input_is_empty()
    {
        Assert.Null(await ChildProcess.RunAsync(static () => Console.ReadLine()));
        var own = new FileInfo("/proc/self/fd/0").LinkTarget;
        Assert.Equal(own, await ChildProcess.RunAsync(static () => new FileInfo("/proc/self/fd/0").LinkTarget, new ProcessOptions { InheritStandardInput = true }));
    }

    [Fact]
    public void A_child_that_waits_for_a_debugger_says_so_and_waits()
    {
        using var said = new ManualResetEventSlim();
        var line = "";
        var options = new ProcessOptions
        {
            WaitForDebugger = true,
            Name = "patient",
            StandardError = ProcessOutput.ToLines(text =>
            {
                line = text;
                said.Set();
            }),
        };
        using var child = ChildProcess.Start(static () => 1, options);
        Assert.True(said.Wait(TimeSpan.FromSeconds(60)));
        Assert.Contains($"patient waits for a debugger; its id is {child.Id}", line, StringComparison.Ordinal);
        Assert.False(child.Join(TimeSpan.FromMilliseconds(300)));
        child.Kill();
        child.Join();
    }

    [Fact]
    public async Task A_result_beyond_the_limit_ends_the_child_with_an_error()
    {
        var options = new ProcessOptions { MaxMessageBytes = 10_000 };
        Assert.Equal(9_000, (await ChildProcess.RunAsync(static () => new byte[9_000], options)).Length);
        var crash = await Assert.ThrowsAsync<ProcessCrashedException>(() => ChildProcess.RunAsync(static () => new byte[20_000], options));
        Assert.Contains("MaxMessageBytes", crash.InnerException!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bad_options_are_refused_at_once()
    {
        Assert.Throws<ArgumentOutOfRangeException>(static () => Create(new ProcessOptions { Processors = [] }));
        Assert.Throws<ArgumentOutOfRangeException>(static () => Create(new ProcessOptions { Processors = [-1] }));
        Assert.Throws<ArgumentOutOfRangeException>(static () => Create(new ProcessOptions { MaxMessageBytes = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(static () => Create(new ProcessOptions { StartMethod = (StartMethod)9 }));
        Assert.Throws<ArgumentOutOfRangeException>(static () => Create(new ProcessOptions { HeapHardLimitBytes = 1 }));
        Assert.Throws<DirectoryNotFoundException>(static () => Create(new ProcessOptions { WorkingDirectory = "/does/not/exist" }));
        Assert.Throws<ArgumentException>(static () => Create(new ProcessOptions { Environment = new Dictionary<string, string?> { ["A=B"] = "1" } }));
        Assert.Throws<ArgumentException>(static () => Create(new ProcessOptions { Environment = new Dictionary<string, string?> { ["A"] = "1\0" } }));
        Assert.Throws<ArgumentException>(static () => Create(new ProcessOptions { Name = "" }));
        Assert.Throws<ArgumentException>(static () => Create(new ProcessOptions { Name = "a\0b" }));
        Assert.Throws<ArgumentOutOfRangeException>(static () => Create(new ProcessOptions { Priority = (System.Diagnostics.ProcessPriorityClass)3 }));
        Assert.Throws<ArgumentException>(static () => ProcessOutput.ToStream(new MemoryStream([], writable: false)));
        Assert.Throws<ArgumentOutOfRangeException>(static () => ProcessOptions.DefaultStartMethod = (StartMethod)2);
        Assert.Throws<ArgumentOutOfRangeException>(static () => WarmSpares.Count = -1);

        static ChildProcess Create(ProcessOptions options) => new(static () => { }, options: options);
    }
}
