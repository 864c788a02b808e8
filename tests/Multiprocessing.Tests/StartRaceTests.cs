namespace Multiprocessing.Tests;

/// <summary>Others look at a child, signal it and join it while it is being started.</summary>
[Trait("Kind", "stress")]
public sealed class StartRaceTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(StartMethod.Spawn)]
    [InlineData(StartMethod.WarmSpare)]
    public void A_kill_right_at_the_start_is_not_lost(StartMethod method)
    {
        for (var round = 0; round < 10; round++)
        {
            var child = new ChildProcess(static () => Thread.Sleep(Timeout.Infinite), options: new ProcessOptions { StartMethod = method });
            var killer = new Thread(() =>
            {
                while (!child.IsAlive) Thread.Yield();
                child.Kill();
            });
            killer.Start();
            child.Start();
            killer.Join();
            Assert.True(child.Join(Patience));
            Assert.Equal(-9, child.ExitCode);
        }
    }

    [Fact]
    public void A_start_that_fails_leaves_nothing_to_wait_for()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        var child = new ChildProcess(static () => { }, options: new ProcessOptions { WorkingDirectory = folder });
        Directory.Delete(folder);
        Assert.Throws<ProcessStartException>(child.Start);
        Assert.False(child.IsAlive);
        Assert.Throws<InvalidOperationException>(child.Join);
        Assert.DoesNotContain(child, CurrentProcess.Children);
        Directory.CreateDirectory(folder);
        child.Start();
        child.Join();
        Directory.Delete(folder);
        Assert.Equal(0, child.ExitCode);
    }

    [Fact]
    public async Task A_token_may_be_cancelled_before_the_child_has_read_it()
    {
        using var first = new CancellationTokenSource();
        using var second = new CancellationTokenSource();
        var much = Enumerable.Range(0, 100_000).Select(static number => Tuple.Create(number, $"{number}")).ToList();
        var child = new ChildProcess<bool>(
            static (CancellationToken first, List<Tuple<int, string>> much, CancellationToken second) => much.Count == 100_000 && second.WaitHandle.WaitOne(Patience) && first.WaitHandle.WaitOne(Patience),
            [first.Token, much, second.Token]);
        child.Start();
        second.Cancel();
        first.Cancel();
        Assert.True(await child);
    }

    [Fact]
    public async Task Arguments_are_those_of_the_construction()
    {
        object?[] arguments = [1, 2];
        var child = new ChildProcess<int>(Add, arguments);
        arguments[0] = "other";
        child.Start();
        Assert.Equal(3, await child);
    }

    private static int Add(int left, int right) => left + right;
}
