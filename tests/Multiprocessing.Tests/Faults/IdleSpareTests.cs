using System.Diagnostics;
using System.Runtime.Serialization;

namespace Multiprocessing.Tests.Faults;

/// <summary>Spares die while they wait for a job.</summary>
[Collection(FaultCollection.Name)]
[Trait("Kind", "fault")]
public sealed class IdleSpareTests
{
    private const int Rounds = 30;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly ProcessOptions s_spare = new() { StartMethod = StartMethod.WarmSpare };

    [Fact]
    public async Task A_dead_spare_is_replaced()
    {
        var dead = await SpareAsync();
        KillProcess(dead);
        using var limit = new CancellationTokenSource(s_patience);
        while (Machine.Children is [] || Machine.Children.Contains(dead)) await Task.Delay(5, limit.Token);
        await WarmSpares.PrepareAsync(limit.Token);
        Assert.Equal(await SpareAsync(), await ChildProcess.RunAsync(static () => Environment.ProcessId, s_spare));
    }

    [Fact]
    public async Task The_user_never_sees_a_dead_spare()
    {
        for (var round = 0; round < Rounds; round++)
        {
            // From before its death is noticed to long after.
            KillProcess(await SpareAsync());
            Thread.SpinWait(round * 1000);
            var seen = new List<int>();
            Assert.Equal(round, await ChildProcess.RunAsync(static ((int Number, IProgress<int> Progress) given) =>
            {
                given.Progress.Report(given.Number);
                return given.Number;
            }, (round, Receiver.Of<int>(seen.Add)), s_spare).WaitAsync(s_patience));
            Assert.Equal([round], seen);
        }
    }

    [Fact]
    public async Task A_child_that_was_given_to_a_dead_spare_can_be_cancelled()
    {
        for (var round = 0; round < Rounds; round++)
        {
            using var source = new CancellationTokenSource();
            KillProcess(await SpareAsync());
            using var child = ChildProcess.Start((CancellationToken token) => token.WaitHandle.WaitOne(), source.Token, s_spare);
            source.Cancel();
            Assert.True(child.Join(s_patience));
            Assert.True(child.Result);
        }
    }

    [Fact]
    public async Task A_child_that_was_given_to_a_dead_spare_can_be_killed()
    {
        for (var round = 0; round < Rounds; round++)
        {
            KillProcess(await SpareAsync());
            using var child = ChildProcess.Start(static () => Thread.Sleep(Timeout.Infinite), s_spare);
            Thread.SpinWait(round * 1000);
            child.Kill();
            Assert.True(child.Join(s_patience));
            Assert.Equal(-9, child.ExitCode);
        }
    }

    [Fact]
    public async Task A_refused_start_takes_no_spare()
    {
        using var stream = new MemoryStream();
        var spare = await SpareAsync();
        for (var round = 0; round < Rounds; round++) Assert.Throws<ProcessBoundaryException>(() => { ChildProcess.Start(() => stream.WriteByte(1), s_spare); });
        Assert.Equal(spare, await SpareAsync());
    }

    [Fact]
    public async Task A_start_that_is_refused_after_a_long_while_takes_no_spare()
    {
        var late = new RefusedLate();
        var spare = await SpareAsync();
        for (var round = 0; round < 3; round++) Assert.Throws<ProcessBoundaryException>(() => { ChildProcess.Start(static late => late.ToString(), late, s_spare); });
        Assert.Equal(spare, await SpareAsync());
    }

    [Fact]
    public async Task Whoever_waits_for_spares_while_a_start_is_refused_is_told()
    {
        var late = new RefusedLate();
        await SpareAsync();
        var refused = Task.Run(() => Assert.Throws<ProcessBoundaryException>(() => { ChildProcess.Start(static late => late.ToString(), late, s_spare); }));
        Assert.True(late.Begun.Wait(s_patience));
        await WarmSpares.PrepareAsync().WaitAsync(s_patience);
        await refused;
    }

    /// <summary>The one spare, and nothing beside it.</summary>
    private static async Task<int> SpareAsync()
    {
        await WarmSpares.PrepareAsync().WaitAsync(s_patience);
        using var limit = new CancellationTokenSource(s_patience);
        while (Machine.Children.Length != 1) await Task.Delay(5, limit.Token);
        await WarmSpares.PrepareAsync(limit.Token);
        return Machine.Children[0];
    }

    private static void KillProcess(int id)
    {
        using var process = Process.GetProcessById(id);
        process.Kill();
    }

    /// <summary>Takes long to be written, in which another spare could start, and then cannot cross.</summary>
    private sealed class RefusedLate
    {
        [field: NonSerialized]
        internal ManualResetEventSlim Begun { get; } = new();

        private object Stream { get; } = new MemoryStream();

        [OnSerializing]
        private void Linger(StreamingContext context)
        {
            Begun.Set();
            Thread.Sleep(500);
        }
    }
}
