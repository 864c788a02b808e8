namespace Multiprocessing.Tests;

public sealed class CallbackTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public void A_progress_receiver_may_wait_for_its_own_child()
    {
        using var waited = new ManualResetEventSlim();
        using var started = new ManualResetEventSlim();
        ChildProcess<int>? child = null;
        var seen = -1;
        child = ChildProcess.Start(Report, Receiver.Of<int>(number =>
        {
            if (number != 0) return;
            started.Wait(Patience);
            seen = child!.Result;
            waited.Set();
        }));
        started.Set();
        Assert.True(waited.Wait(Patience));
        Assert.Equal(7, seen);
        Assert.True(child.Join(Patience));
    }

    [Fact]
    public async Task A_line_callback_may_await_its_own_child()
    {
        using var started = new ManualResetEventSlim();
        ChildProcess? child = null;
        var lines = new List<string>();
        var joined = new List<bool>();
        var options = new ProcessOptions
        {
            StandardOutput = ProcessOutput.ToLines(line =>
            {
                lines.Add(line);
                started.Wait(Patience);
                child!.JoinAsync().Wait(Patience);
                joined.Add(child.Join(TimeSpan.Zero));
            }),
        };
        child = ChildProcess.Start(static () =>
        {
            Console.WriteLine("first");
            Console.WriteLine("second");
        }, options);
        started.Set();
        await child.JoinAsync().WaitAsync(Patience);
        Assert.Equal(["first", "second"], lines);
        Assert.Equal([true, true], joined);
    }

    [Fact]
    public void Join_returns_after_the_last_report_was_received()
    {
        var received = 0;
        var child = ChildProcess.Start(Report, Receiver.Of<int>(_ =>
        {
            Thread.Sleep(1);
            received++;
        }));
        child.Join();
        Assert.Equal(100, received);
    }

    private static int Report(IProgress<int> progress)
    {
        for (var number = 0; number < 100; number++) progress.Report(number);
        return 7;
    }
}
