using Multiprocessing.Memory;
using Multiprocessing.Platform;
using Multiprocessing.Tests.Faults;
using Multiprocessing.Tests.Memory;
using Multiprocessing.Tests.Synchronization;

namespace Multiprocessing.Tests.Messaging;

[Collection(FaultCollection.Name)]
[Trait("Kind", "stress")]
public sealed class QueueKillTests(ITestOutputHelper output)
{
    // More where it is to be tested harder.
    private const int Kills = 40;
    private const int Rounds = 6;
    private const int Growing = 120;

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public async Task Whoever_is_killed_whenever_nothing_is_lost_but_what_it_had(int capacity)
    {
        // The first child of all leaves something behind, for those that follow.
        Children.End(Children.Start(1, static () => { }));
        var before = await SharedFootprint.SettledAsync();
        RunStorm(capacity);
        await before.AssertNoMoreIsLeftAsync();
    }

    private void RunStorm(int capacity)
    {
        using var queue = capacity == 0 ? new SharedQueue<Parcel>() : new SharedQueue<Parcel>(capacity);
        using var storm = new ParcelStorm(new QueueRoute(queue), Kills, seed: capacity + 1);
        output.WriteLine(storm.Run());
        Assert.True(queue.Join(Eventually.Patience), "Somebody waits for a task of the dead.");
        Assert.Throws<InvalidOperationException>(queue.TaskDone);
        Assert.Equal(0, queue.Count);
    }

    [Fact]
    public void A_producer_may_be_killed_while_the_queue_grows()
    {
        var random = new Random(1);
        for (var round = 0; round < Rounds; round++)
        {
            using var queue = new SharedQueue<byte[]>();
            using var sent = new Scoreboard(1);
            var child = ChildProcess.Start(() =>
            {
                for (var number = 0; number < Growing; number++)
                {
                    queue.Enqueue(Item(number));
                    Volatile.Write(ref sent[0], number + 1);
                }

                Thread.Sleep(Timeout.Infinite);
            });
            var until = random.Next(Growing / 2);
            Eventually.IsTrue(() => sent.Read(0) >= until);
            Thread.SpinWait(random.Next(2000));
            Children.Kill([child]);
            var certain = sent.Read(0);
            queue.Enqueue([]);
            queue.Complete();
            var items = queue.ReadAll().ToArray();
            Assert.InRange(items.Length - 1, certain, certain + 1);
            for (var number = 0; number < items.Length - 1; number++) Assert.True(items[number].AsSpan().SequenceEqual(Item(number)));
            Assert.Empty(items[^1]);
        }
    }

    [Fact]
    public void A_consumer_may_be_killed_while_it_leaves_a_smaller_buffer()
    {
        var random = new Random(2);
        for (var round = 0; round < Rounds; round++)
        {
            using var queue = new SharedQueue<byte[]>();
            using var taken = new Scoreboard(1);
            for (var number = 0; number < Growing; number++) queue.Enqueue(Item(number));
            var child = ChildProcess.Start(() =>
            {
                for (var number = 0; number < Growing; number++)
                {
                    queue.Dequeue();
                    Volatile.Write(ref taken[0], number + 1);
                }

                Thread.Sleep(Timeout.Infinite);
            });
            var until = random.Next(Growing / 2);
            Eventually.IsTrue(() => taken.Read(0) >= until);
            Thread.SpinWait(random.Next(2000));
            Children.Kill([child]);
            var certain = (int)taken.Read(0);
            queue.Enqueue(Item(Growing));
            queue.Complete();
            var rest = queue.ReadAll().ToArray();
            var first = Growing + 1 - rest.Length;
            Assert.InRange(first, certain, certain + 1);
            for (var number = first; number <= Growing; number++) Assert.True(rest[number - first].AsSpan().SequenceEqual(Item(number)));
        }
    }

    [Fact]
    public void Join_ends_though_a_consumer_dies_with_what_a_task_names()
    {
        for (var round = 0; round < Rounds; round++)
        {
            using var queue = new SharedQueue<SharedArray<int>>();
            using var taken = new Scoreboard(1);
            for (var number = 0; number < 500; number++)
            {
                using var array = new SharedArray<int>([number]);
                queue.Enqueue(array);
            }

            var joining = ChildProcess.Start(() =>
            {
                PeriodicLooks.TurnOff();
                queue.Join();
            });
            var child = ChildProcess.Start(() =>
            {
                for (var number = 0; number < 400; number++)
                {
                    queue.Dequeue().Dispose();
                    taken.Add(0);
                    queue.TaskDone();
                }

                Thread.Sleep(Timeout.Infinite);
            });
            Eventually.IsTrue(() => taken.Read(0) > 20);
            Children.Kill([child]);
            // What it had taken is not there any more, whether or not anybody looks.
            for (var left = queue.Count; left > 0; left--)
            {
                Assert.True(queue.TryDequeue(out var array));
                array.Dispose();
                queue.TaskDone();
            }

            Assert.True(queue.Join(Eventually.Patience));
            Assert.Throws<InvalidOperationException>(queue.TaskDone);
            Eventually.Ends(joining);
        }
    }

    // The last word comes from the death itself: nobody says that a task is done.
    [Fact]
    public void Who_joins_is_told_at_once_when_the_last_consumer_is_killed()
    {
        for (var round = 0; round < Rounds; round++)
        {
            using var queue = new SharedQueue<int>();
            using var ready = new SharedEvent();
            queue.Enqueue(1);
            var joining = Children.Start(2, () =>
            {
                PeriodicLooks.TurnOff();
                queue.Join();
            });
            var child = ChildProcess.Start(() =>
            {
                queue.Dequeue();
                ready.Set();
                Thread.Sleep(Timeout.Infinite);
            });
            ready.Wait(TestContext.Current.CancellationToken);
            Assert.All(joining, static one => Assert.True(one.IsAlive));
            Children.Kill([child]);
            Children.End(joining);
        }
    }

    // Whoever holds a lock may be stopped, by a debugger or otherwise.
    [Fact]
    public async Task Nobody_waits_longer_than_he_wants_for_one_who_is_stopped()
    {
        using var queue = new SharedQueue<int>();
        queue.Enqueue(1);
        SetLocks(queue, LifeMarks.Self);
        Assert.False(queue.TryEnqueue(2));
        Assert.False(queue.TryDequeue(out _));
        Assert.False(await queue.TryEnqueueAsync(2, TimeSpan.FromMilliseconds(10), TestContext.Current.CancellationToken));
        Assert.Equal((false, 0), await queue.TryDequeueAsync(TimeSpan.FromMilliseconds(10), TestContext.Current.CancellationToken));
        SetLocks(queue, 0);
        Assert.True(queue.TryEnqueue(2));
        Assert.Equal([1, 2], [queue.Dequeue(), queue.Dequeue()]);
    }

    private static unsafe void SetLocks(SharedQueue<int> queue, int owner)
    {
        var ring = (RingState*)(Arena.Instance.At(queue.Name().Offset + BlockHeader.Length) + Mailbox.Length);
        Volatile.Write(ref ring->SendLock, owner);
        Volatile.Write(ref ring->ReceiveLock, owner);
    }

    private static byte[] Item(int number)
    {
        var item = new byte[number * number];
        item.AsSpan().Fill((byte)number);
        return item;
    }
}
