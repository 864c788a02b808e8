using Multiprocessing.Tests.Faults;

namespace Multiprocessing.Tests.Memory;

/// <summary>Who removes a named segment, and when.</summary>
[Collection(FaultCollection.Name)]
public sealed class SharedMemoryLifeTests
{
    // Of children that are killed while they make and remove segments.
    private const int Kills = 10;
    private const int Rounds = 2000;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private static string NewName => $"multiprocessing-test-{Guid.NewGuid():N}";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_segment_ends_with_its_maker(bool isKilled)
    {
        var name = NewName;
        using var go = new SharedValue<int>();
        using var child = StartMaker(name, go, outlives: false);
        using var memory = SharedMemory.Open(name);
        Assert.Equal(5, memory.Span[0]);
        if (isKilled) child.Kill();
        else Volatile.Write(ref go.Value, 2);
        Assert.True(child.Join(s_patience));
        await WaitUntilGoneAsync(name);
        // Who has it open keeps it.
        memory.Span[1] = 1;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_segment_that_is_to_outlive_its_maker_does(bool isKilled)
    {
        var name = NewName;
        using var go = new SharedValue<int>();
        using (var child = StartMaker(name, go, outlives: true))
        {
            if (isKilled) child.Kill();
            else Volatile.Write(ref go.Value, 2);
            Assert.True(child.Join(s_patience));
        }

        await LetAnotherOneBeSettledAsync();
        using var memory = SharedMemory.Open(name);
        Assert.Equal(5, memory.Span[0]);
        Assert.True(memory.Unlink());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_segment_that_was_only_opened_stays(bool isKilled)
    {
        using var memory = SharedMemory.Create(10);
        using var go = new SharedValue<int>();
        using (var child = ChildProcess.Start(() =>
        {
            using var opened = SharedMemory.Open(memory.Name);
            Volatile.Write(ref go.Value, 1);
            while (Volatile.Read(ref go.Value) != 2) Thread.Sleep(1);
        }))
        {
            Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref go.Value) == 1, s_patience));
            if (isKilled) child.Kill();
            else Volatile.Write(ref go.Value, 2);
            Assert.True(child.Join(s_patience));
        }

        await LetAnotherOneBeSettledAsync();
        Assert.True(memory.Unlink());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Somebody_elses_segment_of_the_same_name_stays(bool isKilled)
    {
        var name = NewName;
        using var go = new SharedValue<int>();
        using var child = StartMaker(name, go, outlives: false);
        File.Delete("/dev/shm/" + name);
        using var other = SharedMemory.Create(20, name);
        if (isKilled) child.Kill();
        else Volatile.Write(ref go.Value, 2);
        Assert.True(child.Join(s_patience));
        await LetAnotherOneBeSettledAsync();
        Assert.True(other.Unlink());
    }

    [Fact]
    public async Task A_segment_that_a_child_returns_is_the_parents()
    {
        using var memory = await ChildProcess.RunAsync(static () =>
        {
            var memory = SharedMemory.Create(10);
            memory.Span[0] = 5;
            return memory;
        });
        await LetAnotherOneBeSettledAsync();
        Assert.Equal(5, memory.Span[0]);
        using var again = SharedMemory.Open(memory.Name);
        Assert.True(memory.Unlink());
    }

    [Fact]
    public async Task A_segment_that_was_handed_up_ends_with_whom_it_was_handed_to()
    {
        // The middle one gets a segment from its own child and is killed.
        var name = NewName;
        using var go = new SharedValue<int>();
        using var child = ChildProcess.Start(() =>
        {
            using var memory = ChildProcess.Start(() => SharedMemory.Create(10, name)).Result;
            Volatile.Write(ref go.Value, 1);
            Thread.Sleep(Timeout.Infinite);
        });
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref go.Value) == 1, s_patience));
        await Task.Delay(300);
        Assert.True(File.Exists("/dev/shm/" + name));
        child.Kill();
        Assert.True(child.Join(s_patience));
        await WaitUntilGoneAsync(name);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_segment_whose_message_nobody_reads_ends_with_whom_it_was_sent_to(bool isKilled)
    {
        var name = NewName;
        using var go = new SharedValue<int>();
        using var child = ChildProcess.Start(() =>
        {
            using var inner = ChildProcess.Start(() => SharedMemory.Create(10, name));
            inner.Join();
            Volatile.Write(ref go.Value, 1);
            while (Volatile.Read(ref go.Value) != 2) Thread.Sleep(1);
            GC.KeepAlive(inner);
        });
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref go.Value) == 1, s_patience));
        Assert.True(File.Exists("/dev/shm/" + name));
        if (isKilled) child.Kill();
        else Volatile.Write(ref go.Value, 2);
        Assert.True(child.Join(s_patience));
        await WaitUntilGoneAsync(name);
    }

    [Fact]
    public async Task A_segment_whose_message_nobody_can_read_any_more_is_removed()
    {
        var name = NewName;
        await Task.Run(() => ChildProcess.Start(() => SharedMemory.Create(10, name)).Join());
        using var limit = new CancellationTokenSource(s_patience);
        while (File.Exists("/dev/shm/" + name))
        {
            GC.Collect();
            await Task.Delay(5, limit.Token);
        }
    }

    [Fact]
    public async Task The_segments_of_a_killed_grandchild_are_removed()
    {
        var name = NewName;
        using var go = new SharedValue<int>();
        using var child = ChildProcess.Start(() => StartMaker(name, go, outlives: false).Join());
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref go.Value) == 1, s_patience));
        child.Kill();
        Assert.True(child.Join(s_patience));
        await WaitUntilGoneAsync(name);
    }

    [Fact]
    public async Task Making_and_removing_leaves_nothing()
    {
        Round(withUnlinkElsewhere: false);
        var before = await SharedFootprint.SettledAsync();
        for (var round = 0; round < Rounds; round++) Round(withUnlinkElsewhere: round % 2 == 0);
        await before.AssertNoMoreIsLeftAsync();

        static void Round(bool withUnlinkElsewhere)
        {
            using var memory = SharedMemory.Create(5000);
            using var other = SharedMemory.Open(memory.Name);
            memory.Span.Fill(1);
            Assert.Throws<IOException>(() => SharedMemory.Create(1, memory.Name));
            Assert.True(withUnlinkElsewhere ? other.Unlink() : memory.Unlink());
        }
    }

    [Fact]
    public async Task Forgotten_segments_are_closed()
    {
        using var memory = SharedMemory.Create(5000);
        var before = await SharedFootprint.SettledAsync();
        for (var round = 0; round < 100; round++) _ = SharedMemory.Open(memory.Name);
        await before.AssertNoMoreIsLeftAsync();
        Assert.True(memory.Unlink());
    }

    [Fact]
    public async Task Makers_killed_at_any_moment_leave_nothing()
    {
        var prefix = NewName;
        var before = await SharedFootprint.SettledAsync();
        var random = new Random(5);
        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            for (var kill = 0; kill < Kills / 2; kill++)
            {
                using var go = new SharedValue<int>();
                using var child = ChildProcess.Start(() =>
                {
                    for (var number = 0; ; number++)
                    {
                        var memory = SharedMemory.Create(100, $"{prefix}-{Environment.ProcessId}-{number}");
                        Volatile.Write(ref go.Value, 1);
                        if (number % 3 == 0) SharedMemory.Open(memory.Name).Unlink();
                        if (number % 5 == 0) memory.Unlink();
                        if (number % 7 == 0) memory.Dispose();
                    }
                });
                Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref go.Value) == 1, s_patience));
                await Task.Delay(random.Next(5));
                child.Kill();
                Assert.True(child.Join(s_patience));
                Assert.Equal(-9, child.ExitCode);
            }
        })));
        await before.AssertNoMoreIsLeftAsync();
        Assert.Empty(Directory.GetFiles("/dev/shm", prefix + "*"));
    }

    [Theory]
    [InlineData("return")]
    [InlineData("exit")]
    [InlineData("throw")]
    public async Task The_segments_of_a_program_end_with_it_and_its_children_have_them_until_then(string way)
    {
        using var program = new FaultProgram();
        var command = program.Command(BuiltProgram.Host, "segments", way);
        // All that the program leaves in the folder is a failure.
        var (exitCode, error) = await program.RunAsync(command);
        Assert.Contains("child: opened", program.Report);
        Assert.Contains("listed: True", program.Report);
        Assert.True(way == "throw" ? exitCode != 0 : exitCode == 0, error);
    }

    // Another child's end makes this process look at what the dead have left.
    private static async Task LetAnotherOneBeSettledAsync() => await ChildProcess.RunAsync(static () => new SharedLock());

    private static ChildProcess StartMaker(string name, SharedValue<int> go, bool outlives)
    {
        var child = ChildProcess.Start(() =>
        {
            var memory = SharedMemory.Create(10, name, outlives);
            memory.Span[0] = 5;
            memory.Dispose();
            Volatile.Write(ref go.Value, 1);
            while (Volatile.Read(ref go.Value) != 2) Thread.Sleep(1);
        });
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref go.Value) == 1, s_patience));
        return child;
    }

    private static async Task WaitUntilGoneAsync(string name)
    {
        using var limit = new CancellationTokenSource(s_patience);
        while (File.Exists("/dev/shm/" + name)) await Task.Delay(5, limit.Token);
    }
}
