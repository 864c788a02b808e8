using System.Net.Sockets;

namespace Multiprocessing.Tests;

/// <summary>The README's examples, each in a region of its own and run as it stands; a test below compares the two.</summary>
public sealed class ReadMeExamples
{
    [Fact]
    public async Task One_line()
    {
        #region example
        int answer = await ChildProcess.RunAsync(() => 6 * 7);
        #endregion
        Assert.Equal(42, answer);
    }

    [Fact]
    public void Start_and_join()
    {
        #region example
        var child = ChildProcess.Start(() => Console.WriteLine($"{CurrentProcess.Name}, child of {CurrentProcess.Parent!.Id}"));
        child.Join();
        Console.WriteLine(child.ExitStatus);   // exit code 0; after a kill: killed by signal 9 (SIGKILL)
        #endregion
        Assert.Equal(0, child.ExitCode);
    }

    [Fact]
    public async Task Arguments_and_results()
    {
        #region example
        var length = await ChildProcess.RunAsync((string path) => new FileInfo(path).Length, "/etc/hostname");
        #endregion
        Assert.Equal(new FileInfo("/etc/hostname").Length, length);
    }

    [Fact]
    public void A_runaway_loop()
    {
        #region example
        using var runaway = ChildProcess.Start(() => { while (true) { } });
        if (!runaway.Join(TimeSpan.FromSeconds(1))) runaway.Kill();
        #endregion
        runaway.Join();
        Assert.Equal(-9, runaway.ExitCode);
    }

    [Fact]
    public async Task A_native_crash()
    {
        int? signal = null;
        #region example
        try
        {
            await ChildProcess.RunAsync(() => Environment.FailFast("what a bug in native code does"));
        }
        catch (ProcessCrashedException crash)
        {
            Console.WriteLine(crash.Message);   // Process ChildProcess-1 (4711) aborted …
            #endregion
            signal = crash.ExitStatus!.Signal;
        }

        Assert.NotNull(signal);
    }

    [Fact]
    public async Task Progress_and_cancellation()
    {
        #region example
        var progress = new Progress<int>(percent => Console.WriteLine($"{percent} %"));
        using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var token = stop.Token;
        var sum = await ChildProcess.RunAsync(() =>
        {
            var sum = 0;
            for (var percent = 0; percent <= 100 && !token.IsCancellationRequested; percent += 25)
            {
                ((IProgress<int>)progress).Report(percent);
                sum += percent;
            }

            return sum;
        });
        #endregion
        Assert.Equal(250, sum);
    }

    [Fact]
    public async Task Options()
    {
        #region example
        var lines = new List<string>();
        var options = new ProcessOptions
        {
            Name = "parser",
            HeapHardLimitBytes = 200 << 20,
            Environment = new Dictionary<string, string?> { ["MODE"] = "strict" },
            StandardOutput = ProcessOutput.ToLines(lines.Add),
        };
        await ChildProcess.RunAsync(() => Console.WriteLine(Environment.GetEnvironmentVariable("MODE")), options);
        #endregion
        Assert.Equal(["strict"], lines);
    }

    [Fact]
    public async Task A_warm_spare()
    {
        #region example
        await WarmSpares.PrepareAsync();
        var id = await ChildProcess.RunAsync(() => Environment.ProcessId, new ProcessOptions { StartMethod = StartMethod.WarmSpare });
        #endregion
        Assert.NotEqual(Environment.ProcessId, id);
    }

    [Fact]
    public async Task A_shared_counter()
    {
        #region example
        using var counter = new SharedValue<int>();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ChildProcess.RunAsync(() =>
        {
            for (var round = 0; round < 1000; round++)
            {
                using (counter.Lock.Enter()) counter.Value++;   // or, in one step, counter.Increment()
            }
        })));
        Console.WriteLine(counter.Value);   // 4000
        #endregion
        Assert.Equal(4000, counter.Value);
    }

    [Fact]
    public async Task A_shared_array()
    {
        #region example
        using var numbers = new SharedArray<double>(1_000_000);
        await ChildProcess.RunAsync(() => numbers.Span.Fill(1.5));
        Console.WriteLine(numbers[999_999]);   // 1.5
        #endregion
        Assert.Equal(1_500_000, numbers.ToArray().Sum());
    }

    [Fact]
    public async Task A_shared_dictionary()
    {
        #region example
        using var counts = new SharedDictionary<string, int>();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ChildProcess.RunAsync(() =>
        {
            foreach (var word in "to be or not to be".Split(' ')) counts.Increment(word);
        })));
        Console.WriteLine(counts["be"]);   // 8
        #endregion
        Assert.Equal((8, 4, 4), (counts["be"], counts["not"], counts.Count));
    }

    [Fact]
    public async Task A_queue()
    {
        #region example
        using var words = new SharedQueue<string>(capacity: 100);
        using var producer = ChildProcess.Start(() =>
        {
            foreach (var word in "to be or not to be".Split(' ')) words.Enqueue(word);
            words.Complete();
        });
        await foreach (var word in words.ReadAllAsync()) Console.WriteLine(word);
        #endregion
        Assert.True(words.IsComplete && words.Count == 0);
    }

    [Fact]
    public void A_pipe()
    {
        #region example
        var (here, there) = Connection.CreatePipe();
        using var child = ChildProcess.Start(() => there.Send(there.Receive<int>() + 1));
        here.Send(41);
        Console.WriteLine(here.Receive<int>());   // 42
        #endregion
        child.Join();
        Assert.Equal(0, child.ExitCode);
    }

    [Fact]
    public async Task A_listener()
    {
        #region example
        using var listener = new ConnectionListener();   // a Unix-domain socket that only this user can reach
        var address = listener.LocalEndPoint.ToString()!;
        using var caller = ChildProcess.Start(() =>
        {
            using var connection = Connection.Connect(new UnixDomainSocketEndPoint(address));
            connection.Send("Which of us is older?");
        });
        using var accepted = await listener.AcceptAsync();
        Console.WriteLine(accepted.Receive<string>());
        #endregion
        caller.Join();
        Assert.Equal(0, caller.ExitCode);
    }

    [Fact]
    public async Task A_pool()
    {
        #region example
        await using var pool = new ProcessPool();   // as many workers as processors
        int[] squares = await pool.MapAsync(x => x * x, Enumerable.Range(0, 1000));
        Console.WriteLine(squares[^1]);             // 998001
        #endregion
        Assert.Equal(998001, squares[^1]);
    }

    [Fact]
    public async Task A_stream()
    {
        var lines = 0;
        #region example
        await using var readers = new ProcessPool(2);
        var files = Directory.EnumerateFiles("/etc").Where(file => File.Exists(file));
        await foreach (var line in readers.StreamAsync(static file => $"{file}: {new FileInfo(file).Length}", files))
        {
            Console.WriteLine(line);
            #endregion
            lines++;
        }

        Assert.Equal(files.Count(), lines);
    }

    [Fact]
    public async Task Limits_of_a_pool()
    {
        #region example
        await using var careful = new ProcessPool(new ProcessPoolOptions { MaxWorkers = 2, TaskOptions = new() { TimeLimit = TimeSpan.FromSeconds(1) }, MemoryLimitBytes = 1L << 30 });
        var runaway = careful.RunAsync(() => Thread.Sleep(Timeout.Infinite));
        var good = careful.RunAsync(() => 42);
        Console.WriteLine(await good);              // 42
        try { await runaway; }
        catch (TimeoutException late) { Console.WriteLine(late.Message); }
        #endregion
        Assert.True(good.IsCompletedSuccessfully && runaway.IsFaulted);
    }

    [Fact]
    public async Task A_pool_with_state()
    {
        #region example
        await using var counters = new ProcessPool<Dictionary<string, int>>(() => [], new ProcessPoolOptions { MaxWorkers = 1 });
        var counts = counters.State;
        await counters.ForEachAsync(word => counts.Value[word] = counts.Value.GetValueOrDefault(word) + 1, "to be or not to be".Split(' '));
        Console.WriteLine(await counters.RunAsync(() => counts.Value["be"]));   // 2
        #endregion
        Assert.Equal(2, await counters.RunAsync(() => counts.Value["be"]));
    }

    [Fact]
    public void The_examples_above_are_the_readme_s()
    {
        Assert.Equal(ReadMe(), Regions());
    }

    private static string[] ReadMe() => [.. Blocks("README.md", "```csharp", "```")];

    private static string[] Regions() => [.. Blocks("ReadMeExamples.cs", "#region example", "#endregion")];

    // Indentation and what a test adds after the last statement of a block are not part of an example.
    private static IEnumerable<string> Blocks(string file, string begin, string end)
    {
        List<string>? block = null;
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, file)).Select(static line => line.Trim()))
        {
            if (line == begin) block = [];
            else if (line == end && block is not null)
            {
                while (block.Count > 0 && block[^1] is "}" or "") block.RemoveAt(block.Count - 1);
                yield return string.Join('\n', block);
                block = null;
            }
            else block?.Add(line);
        }
    }
}
