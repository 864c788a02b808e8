namespace Multiprocessing.Tests.Synchronization;

[Trait("Kind", "stress")]
public sealed class SemaphoreStressTests
{
    // More where it is to be tested harder.
    private const int Rounds = 3000;
    private const int Inside = 0, MostInside = 1, Done = 2, Taken = 3, Added = 4;

    [Theory]
    [InlineData(2, 1)]
    [InlineData(4, 3)]
    [InlineData(16, 2)]
    public void Never_are_more_inside_than_there_are_permits(int processes, int permits)
    {
        using var semaphore = new SharedSemaphore(permits, permits);
        using var counters = new Scoreboard(8);
        Children.End(Children.Start(processes, () =>
        {
            for (var round = 0; round < Rounds; round++)
            {
                using (semaphore.Enter())
                {
                    NoteEntry(counters);
                    if (round % 64 == 0) Thread.Yield();
                    counters.Add(Inside, -1);
                    counters.Add(Done, 1);
                }
            }
        }));
        Assert.Equal((0, processes * Rounds), (counters.Read(Inside), counters.Read(Done)));
        Assert.InRange(counters.Read(MostInside), 1, permits);
        Assert.Equal(permits, semaphore.CurrentCount);
        Assert.Throws<SemaphoreFullException>(() => semaphore.Release());
    }

    [Fact]
    public void Threads_and_tasks_of_several_processes_may_enter_at_once()
    {
        const int Permits = 5;
        using var semaphore = new SharedSemaphore(Permits, Permits);
        using var counters = new Scoreboard(8);
        Children.End(Children.Start(2, async () =>
        {
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(() =>
            {
                for (var round = 0; round < Rounds / 10; round++)
                {
                    using (semaphore.Enter())
                    {
                        NoteEntry(counters);
                        counters.Add(Inside, -1);
                    }
                }
            }, TaskCreationOptions.LongRunning)));
            await Task.WhenAll(Enumerable.Range(0, 100).Select(async _ =>
            {
                for (var round = 0; round < Rounds / 1000; round++)
                {
                    using (await semaphore.EnterAsync())
                    {
                        NoteEntry(counters);
                        await Task.Yield();
                        counters.Add(Inside, -1);
                    }
                }
            }));
        }));
        Assert.Equal(0, counters.Read(Inside));
        Assert.InRange(counters.Read(MostInside), 1, Permits);
        Assert.Equal(Permits, semaphore.CurrentCount);
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(100)]
    public void Signals_are_neither_lost_nor_doubled(int maximum)
    {
        const int Processes = 3;
        using var semaphore = new SharedSemaphore(0, maximum);
        using var counters = new Scoreboard(8);
        var consumers = Children.Start(Processes, () =>
        {
            for (var round = 0; round < Rounds; round++)
            {
                semaphore.Wait();
                counters.Add(Taken, 1);
            }
        });
        var producers = Children.Start(Processes, () =>
        {
            for (var round = 0; round < Rounds;)
            {
                var count = Math.Min(1 + (round % 3), Rounds - round);
                try
                {
                    semaphore.Release(count);
                    round += count;
                }
                catch (SemaphoreFullException)
                {
                    Thread.Yield();
                }
            }
        });
        Children.End([.. producers, .. consumers]);
        Assert.Equal(Processes * Rounds, counters.Read(Taken));
        Assert.Equal(0, semaphore.CurrentCount);
    }

    [Fact]
    public void Whoever_gives_up_takes_nothing_along()
    {
        using var semaphore = new SharedSemaphore(0);
        using var counters = new Scoreboard(8);
        var children = Children.Start(4, async () =>
        {
            var random = new Random(Environment.ProcessId);
            for (var round = 0; round < Rounds / 10; round++)
            {
                var timeout = TimeSpan.FromMicroseconds(random.Next(2000));
                using var source = new CancellationTokenSource(timeout);
                try
                {
                    if (round % 3 == 0 ? semaphore.Wait(timeout) : round % 3 == 1 ? await semaphore.WaitAsync(timeout) : semaphore.Wait(Timeout.InfiniteTimeSpan, source.Token)) counters.Add(Taken, 1);
                }
                catch (OperationCanceledException)
                {
                }
            }
        });
        while (children.Any(static child => child.IsAlive))
        {
            semaphore.Release(2);
            counters.Add(Added, 2);
            Thread.Sleep(1);
        }

        Children.End(children);
        Assert.Equal(counters.Read(Added), counters.Read(Taken) + semaphore.CurrentCount);
    }

    [Fact]
    public async Task Hundreds_of_tasks_wait_without_threads()
    {
        const int Waiters = 500;
        using var semaphore = new SharedSemaphore(0);
        using var source = new CancellationTokenSource();
        var patient = Enumerable.Range(0, Waiters).Select(_ => semaphore.WaitAsync().AsTask()).ToArray();
        var impatient = Enumerable.Range(0, Waiters).Select(_ => semaphore.WaitAsync(source.Token).AsTask()).ToArray();
        await Task.Delay(20);
        Assert.DoesNotContain(patient, static task => task.IsCompleted);
        await source.CancelAsync();
        var failed = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(impatient).WaitAsync(Eventually.Patience));
        Assert.Equal(source.Token, failed.CancellationToken);
        var child = ChildProcess.Start(static semaphore =>
        {
            for (var round = 0; round < Waiters / 5; round++) semaphore.Release(5);
        }, semaphore);
        await Task.WhenAll(patient).WaitAsync(Eventually.Patience);
        Children.End([child]);
        Assert.Equal(0, semaphore.CurrentCount);
    }

    private static void NoteEntry(Scoreboard counters)
    {
        var inside = counters.Add(Inside, 1);
        ref var most = ref counters[MostInside];
        long seen;
        do seen = Volatile.Read(ref most);
        while (seen < inside && Interlocked.CompareExchange(ref most, inside, seen) != seen);
    }
}
