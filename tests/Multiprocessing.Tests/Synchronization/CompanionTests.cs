using Multiprocessing.Tests.Serialization;

namespace Multiprocessing.Tests.Synchronization;

/// <summary>A condition travels with its lock, and a barrier with its action, in both directions.</summary>
public sealed class CompanionTests
{
    [Fact]
    public void A_condition_has_the_very_lock_that_travels_beside_it()
    {
        var theLock = new SharedLock();
        var condition = new SharedCondition(theLock);
        ChildProcess child;
        using (theLock.Enter())
        {
            child = ChildProcess.Start(
                static ((SharedCondition Condition, SharedLock Lock) given) =>
                {
                    using (given.Lock.Enter()) given.Condition.Notify();
                },
                (condition, theLock));
            Assert.True(condition.Wait(Eventually.Patience));
        }

        Eventually.Ends(child);
    }

    [Fact]
    public void What_a_child_made_outlives_it()
    {
        var (condition, barrier, readerWriter, recursive) = ChildProcess.Start(static () =>
            (new SharedCondition(), new SharedBarrier(1, static () => throw new InvalidTimeZoneException()), new SharedReaderWriterLock(), new SharedRecursiveLock())).Result;
        using (condition.Enter())
        {
            condition.Notify();
            Assert.False(condition.Wait(TimeSpan.Zero));
        }

        Assert.Throws<InvalidTimeZoneException>(() => barrier.Wait());
        using (readerWriter.ReadLock.Enter()) Assert.Equal(1, readerWriter.ReaderCount);
        using (recursive.Enter()) Assert.Equal(1, recursive.RecursionCount);
    }

    [Fact]
    public void A_message_keeps_what_belongs_together()
    {
        var theLock = new SharedRecursiveLock();
        var first = new SharedCondition(theLock);
        var second = new SharedCondition(theLock);
        var copy = Codec.Copy((first, second, theLock));
        using (copy.theLock.Enter())
        {
            copy.first.NotifyAll();
            copy.second.NotifyAll();
        }

        Assert.False(theLock.IsHeld);
    }

    [Fact]
    public void An_action_that_cannot_travel_is_named()
    {
        var stream = new MemoryStream();
        var reader = new StreamReader(stream);
        var barrier = new SharedBarrier(1, () => reader.Peek());
        Assert.Contains("captured variable 'reader'", Codec.Refusal(new[] { barrier }));
    }
}
