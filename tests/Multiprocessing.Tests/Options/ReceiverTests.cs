namespace Multiprocessing.Tests.Options;

/// <summary>Those who receive a child's output: shared by children, failing, slow, disposed in the middle.</summary>
public sealed class ReceiverTests
{
    [Fact]
    public async Task A_receiver_of_several_children_is_called_one_call_at_a_time()
    {
        var lines = new List<string>();
        var options = new ProcessOptions { StandardOutput = ProcessOutput.ToLines(lines.Add) };
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => ChildProcess.RunAsync(WriteLines, 10_000, options)));
        Assert.Equal(30_000, lines.Count);
    }

    [Fact]
    public async Task A_stream_that_fails_is_told_to_who_awaits()
    {
        using var stream = new FullStream();
        var child = ChildProcess.Start(WriteLines, 10, new ProcessOptions { StandardOutput = ProcessOutput.ToStream(stream) });
        var failure = await Assert.ThrowsAsync<IOException>(async () => await child);
        Assert.Contains("no room", failure.Message, StringComparison.Ordinal);
        child.Join();
        Assert.Equal(0, child.ExitCode);
    }

    [Fact]
    public async Task A_line_receiver_that_throws_gets_the_next_lines_all_the_same()
    {
        var lines = new List<string>();
        var options = new ProcessOptions
        {
            StandardOutput = ProcessOutput.ToLines(line =>
            {
                lines.Add(line);
                throw new FormatException(line);
            }),
        };
        var failure = await Assert.ThrowsAsync<IOException>(() => ChildProcess.RunAsync(WriteLines, 3, options));
        Assert.Equal("line 0", Assert.IsType<FormatException>(failure.InnerException).Message);
        Assert.Equal(["line 0", "line 1", "line 2"], lines);
    }

    [Fact]
    public async Task A_file_holds_all_when_the_child_has_been_awaited()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "output");
        await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite);
        await ChildProcess.RunAsync(WriteLines, 3, new ProcessOptions { StandardOutput = ProcessOutput.ToStream(file) });
        Assert.Equal("line 0\nline 1\nline 2\n", await File.ReadAllTextAsync(path));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_disposal_no_receiver_is_called(bool waitsForEnd)
    {
        var received = 0;
        var options = new ProcessOptions
        {
            StandardOutput = ProcessOutput.ToLines(_ =>
            {
                Thread.Sleep(5);
                received++;
            }),
        };
        var child = ChildProcess.Start(WriteLines, 20, options);
        if (waitsForEnd) await child.Exited;
        await child.DisposeAsync();
        var atDisposal = received;
        Thread.Sleep(100);
        Assert.Equal(atDisposal, received);
        if (waitsForEnd) Assert.Equal(20, received);
    }

    [Fact]
    public async Task A_child_that_writes_more_than_its_receiver_takes_has_to_wait()
    {
        using var proceed = new ManualResetEventSlim();
        var count = 0;
        var options = new ProcessOptions
        {
            StandardOutput = ProcessOutput.ToLines(_ =>
            {
                proceed.Wait();
                count++;
            }),
        };
        const int Lines = 50_000;
        var child = ChildProcess.Start(WriteLines, Lines, options);
        // More than pipe and queue hold: it is not over while nobody reads.
        Assert.False(child.Join(TimeSpan.FromSeconds(1)));
        proceed.Set();
        await child;
        Assert.Equal(Lines, count);
    }

    [Fact]
    public async Task Reports_that_come_too_fast_wait_and_all_arrive_in_order()
    {
        var received = new List<int>();
        var sum = await ChildProcess.RunAsync(ReportMany, Receiver.Of<int>(number =>
        {
            if (number % 1000 == 0) Thread.Sleep(1);
            received.Add(number);
        }));
        Assert.Equal(20_000, sum);
        Assert.Equal(Enumerable.Range(0, 20_000), received);
    }

    [Fact]
    public async Task A_receiver_that_waits_for_its_own_child_may_have_much_behind_it()
    {
        using var started = new ManualResetEventSlim();
        ChildProcess? child = null;
        var count = 0;
        var options = new ProcessOptions
        {
            StandardOutput = ProcessOutput.ToLines(_ =>
            {
                started.Wait();
                if (count++ == 0) child!.Join();
            }),
        };
        child = ChildProcess.Start(WriteLines, 50_000, options);
        started.Set();
        await child;
        Assert.Equal(50_000, count);
    }

    private static int ReportMany(IProgress<int> progress)
    {
        for (var number = 0; number < 20_000; number++) progress.Report(number);
        return 20_000;
    }

    private static void WriteLines(int count)
    {
        using var writer = new StreamWriter(Console.OpenStandardOutput());
        for (var number = 0; number < count; number++) writer.WriteLine($"line {number}");
    }

    private sealed class FullStream : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("no room");

        public override void Write(byte[] buffer, int offset, int count) => throw new IOException("no room");
    }
}
