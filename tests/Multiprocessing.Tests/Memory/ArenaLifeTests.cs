using System.Diagnostics;
using Multiprocessing.Memory;
using Multiprocessing.Tests.Faults;

namespace Multiprocessing.Tests.Memory;

/// <summary>Memory is taken and given back by many processes at once, whatever becomes of them.</summary>
[Collection(FaultCollection.Name)]
public sealed class ArenaLifeTests
{
    private const int Rounds = 3000;
    private const int Kills = 10;
    private const int Milliseconds = 250;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Making_and_disposing_leaves_nothing()
    {
        Round(0);
        var before = await SharedFootprint.SettledAsync();
        for (var round = 0; round < Rounds; round++) Round(round);
        await before.AssertNoMoreIsLeftAsync();

        static void Round(int round)
        {
            using var value = new SharedValue<Guid>(Guid.Empty);
            using var array = new SharedArray<int>(round * 17 % 30_000);
            using var slice = array.Slice(array.LongLength / 2, array.LongLength / 4);
            array.Span.Fill(round);
            if (round % 100 != 0) return;
            using var large = new SharedArray<long>(1_000_000);
            large.AsSpan(500_000, 1000).Fill(round);
        }
    }

    [Fact]
    public async Task A_forgotten_array_is_freed()
    {
        var before = await SharedFootprint.SettledAsync();
        var memory = Forget();
        Assert.Equal(5, memory.Span[4]);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        // Its memory keeps it.
        Assert.Equal(5, memory.Span[4]);
        memory = default;
        await before.AssertNoMoreIsLeftAsync();

        static Memory<int> Forget()
        {
            var array = new SharedArray<int>(1000);
            array[4] = 5;
            _ = array.Slice(1, 2);
            return array.Memory;
        }
    }

    [Fact]
    public void Forgotten_arrays_make_room()
    {
        // A quarter of the arena each, of which nothing is touched.
        for (var round = 0; round < 20; round++) Assert.Equal(0, new SharedArray<byte>((1L << 38) - 64)[1L << 37]);
    }

    [Fact]
    public async Task Arrays_that_children_return_are_the_parents_to_dispose_of()
    {
        await PassAsync();
        var before = await SharedFootprint.SettledAsync();
        for (var round = 0; round < 5; round++) await PassAsync();
        await before.AssertNoMoreIsLeftAsync();

        static async Task PassAsync()
        {
            using var array = await ChildProcess.RunAsync(static () => new SharedArray<int>([1, 2, 3]));
            using var other = await ChildProcess.RunAsync(static (SharedArray<int> array) =>
            {
                array.Dispose();
                return new SharedArray<byte>(1_000_000);
            }, array);
            Assert.Equal([1, 2, 3], array.ToArray());
            Assert.False(other.Span.ContainsAnyExcept((byte)0));
        }
    }

    [Fact]
    public async Task Arrays_that_a_child_reports_go_when_they_are_disposed_of()
    {
        await ChildProcess.RunAsync(static () => new SharedLock());
        var before = await SharedFootprint.SettledAsync();
        await ReceiveAsync();
        await before.AssertNoMoreIsLeftAsync();

        static async Task ReceiveAsync()
        {
            const int Length = 100_000, Arrays = 100;
            using var received = new SharedValue<int>();
            var most = 0L;
            var report = Receiver.Of<SharedArray<byte>>(array =>
            {
                using (array) Assert.Equal(1, array[Length - 1]);
                most = Math.Max(most, Arena.Instance.UsedBytes);
                received.Increment();
            });
            await ChildProcess.RunAsync(() =>
            {
                for (var number = 0; number < Arrays; number++)
                {
                    using var array = new SharedArray<byte>(Length) { [Length - 1] = 1 };
                    report.Report(array);
                    while (Volatile.Read(ref received.Value) <= number) Thread.Sleep(0);
                }
            });
            Assert.Equal(Arrays, received.Value);
            Assert.InRange(most, 0, Arrays / 10 * Length);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public async Task Each_has_its_own_memory_while_all_take_and_give_back(int processes)
    {
        await ChildProcess.RunAsync(static () => new SharedLock());
        var before = await SharedFootprint.SettledAsync();
        await Task.WhenAll(Enumerable.Range(1, processes).Select(static number => ChildProcess.RunAsync(static (int number) => UseMemory(number, Milliseconds), number)).Append(Task.Run(static () => UseMemory(100, Milliseconds))));
        await before.AssertNoMoreIsLeftAsync();
    }

    [Fact]
    public async Task Children_killed_while_they_take_and_give_back_leave_nothing()
    {
        await ChildProcess.RunAsync(static () => new SharedLock());
        var before = await SharedFootprint.SettledAsync();
        // Somebody who lives sees that nobody takes away what is in use.
        using var stop = new SharedValue<int>();
        var witness = ChildProcess.RunAsync(() =>
        {
            while (Volatile.Read(ref stop.Value) == 0) UseMemory(77, 20);
        });
        await Task.WhenAll(Enumerable.Range(0, 2).Select(seed => Task.Run(() => KillMany(seed, Kills / 2))));
        Volatile.Write(ref stop.Value, 1);
        await witness;
        stop.Dispose();
        await before.AssertNoMoreIsLeftAsync();
        UseMemory(1, 50);
        await before.AssertNoMoreIsLeftAsync();
    }

    private static void KillMany(int seed, int kills)
    {
        var random = new Random(seed);
        for (var kill = 0; kill < kills; kill++)
        {
            using var running = new SharedValue<int>();
            using var child = ChildProcess.Start(() =>
            {
                // Two threads, so that one of them may be within a change while the other waits for it.
                new Thread(static () => UseMemory(2, int.MaxValue)) { IsBackground = true }.Start();
                Volatile.Write(ref running.Value, 1);
                UseMemory(1, int.MaxValue);
            });
            Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref running.Value) == 1, s_patience));
            Thread.Sleep(random.Next(4));
            Thread.SpinWait(random.Next(20_000));
            child.Kill();
            Assert.True(child.Join(s_patience));
            Assert.Equal(-9, child.ExitCode);
        }
    }

    // Takes and gives back blocks of all sizes; each is filled with a pattern of its owner, which must still be there in the end.
    private static void UseMemory(int owner, int milliseconds)
    {
        var random = new Random(owner);
        var watch = Stopwatch.StartNew();
        var held = new SharedArray<long>?[20];
        for (var number = 1; watch.ElapsedMilliseconds < milliseconds; number++)
        {
            ref var place = ref held[random.Next(held.Length)];
            if (place is not null)
            {
                Check(place);
                place.Dispose();
            }

            place = new SharedArray<long>(random.Next(20) == 0 ? random.Next(200_000) : random.Next(2000));
            if (place.Span.ContainsAnyExcept(0)) throw new InvalidOperationException("A new array is not empty.");
            place.Span.Fill(((long)owner << 32) + number);
            if (random.Next(10) == 0) place = Replace(place);
        }

        foreach (var array in held)
        {
            if (array is null) continue;
            Check(array);
            array.Dispose();
        }
    }

    private static SharedArray<long> Replace(SharedArray<long> array)
    {
        using (array) return array.Slice(array.LongLength / 3, array.LongLength / 3);
    }

    private static void Check(SharedArray<long> array)
    {
        if (array.LongLength > 0 && array.Span.ContainsAnyExcept(array[0])) throw new InvalidOperationException("Somebody has written into another one's array.");
    }
}
