using Multiprocessing.Tests.Serialization;

namespace Multiprocessing.Tests.Synchronization;

/// <summary>Wherever a lock travels, it is the same lock there.</summary>
public sealed class SharedLockTravelTests : IDisposable
{
    private readonly SharedLock _lock = new();

    [Fact]
    public void As_an_argument() => AssertSame(ChildProcess.Start(static theLock => theLock.TryEnter(), _lock));

    [Fact]
    public void Captured()
    {
        var theLock = _lock;
        AssertSame(ChildProcess.Start(() => theLock.TryEnter()));
    }

    [Fact]
    public void Within_a_record_and_a_list_and_twice()
    {
        var twice = new Holder("a", _lock, [_lock, new SharedLock()]);
        AssertSame(ChildProcess.Start(static holder => ReferenceEquals(holder.First, holder.More[0]) && holder.More[1].TryEnter() && holder.First.TryEnter(), twice));
        var failure = Assert.Throws<AbandonedMutexException>(() => twice.More[1].Enter());
        Assert.Contains("half done", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void To_a_grandchild() =>
        AssertSame(ChildProcess.Start(static theLock => ChildProcess.Start(static theLock => theLock.TryEnter(), theLock).Result, _lock));

    [Fact]
    public async Task To_a_spare_that_was_there_before_it()
    {
        await WarmSpares.PrepareAsync().WaitAsync(Eventually.Patience);
        using var later = new SharedLock();
        using (later.Enter()) Assert.True(await ChildProcess.RunAsync(static later => later.IsHeld, later, new ProcessOptions { StartMethod = StartMethod.WarmSpare }));
    }

    [Fact]
    public void As_the_result_of_a_child_that_has_ended()
    {
        using var child = ChildProcess.Start(static () => new Holder("result", new SharedLock(), []));
        Assert.True(child.Join(Eventually.Patience));
        using var found = child.Result.First;
        using (found.Enter()) Assert.False(ChildProcess.Start(static found => found.TryEnter(), found).Result);
        Assert.True(ChildProcess.Start(static found => found.TryEnter(), found).Result);
    }

    [Fact]
    public void As_the_result_that_it_came_with() => AssertSame(ChildProcess.Start(static theLock =>
    {
        theLock.Enter().Dispose();
        return theLock;
    }, _lock).Result);

    [Fact]
    public void From_a_grandchild_to_the_first_process()
    {
        var found = ChildProcess.Start(static () => ChildProcess.Start(static () => new SharedLock()).Result).Result;
        using (found.Enter()) Assert.False(ChildProcess.Start(static found => found.TryEnter(), found).Result);
    }

    [Fact]
    public void In_an_exception()
    {
        using var child = ChildProcess.Start(static theLock => throw new LockFailure(theLock), _lock, new ProcessOptions { StandardError = ProcessOutput.Discarded });
        child.Join();
        AssertSame(Assert.Throws<LockFailure>(() => child.GetAwaiter().GetResult()).Lock);
    }

    [Fact]
    public void As_a_copy_within_the_process()
    {
        using var copy = Codec.Copy(_lock);
        Assert.NotSame(_lock, copy);
        AssertSame(copy);
    }

    [Fact]
    public void A_copy_outlives_the_original_and_an_old_message_is_refused()
    {
        var bytes = Forgotten(out var copy);
        Eventually.IsTrue(() => IsGone(bytes));
        Assert.True(copy.TryEnter());
        copy.Exit();

        static byte[] Forgotten(out SharedLock copy)
        {
            copy = Codec.Copy(new SharedLock());
            return Codec.Bytes(new SharedLock());
        }
    }

    public void Dispose() => _lock.Dispose();

    private static bool IsGone(byte[] message)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        try
        {
            ValueSerializer.Default.Deserialize<SharedLock>(message);
            return false;
        }
        catch (ObjectDisposedException gone)
        {
            Assert.Contains("keep it until the receiver has it", gone.Message, StringComparison.Ordinal);
            return true;
        }
    }

    // The child enters it and ends: whoever holds the same lock here learns of that.
    private void AssertSame(ChildProcess<bool> entered)
    {
        using (entered)
        {
            Assert.True(entered.Join(Eventually.Patience));
            Assert.True(entered.Result);
        }

        Assert.Throws<AbandonedMutexException>(() => _lock.Enter());
        using (_lock.Enter()) Assert.True(_lock.IsHeldByCurrentProcess);
    }

    private void AssertSame(SharedLock other)
    {
        using (_lock.Enter()) Assert.False(other.TryEnter());
        using (other.Enter()) Assert.False(_lock.TryEnter());
    }

    internal sealed record Holder(string Name, SharedLock First, List<SharedLock> More);

    internal sealed class LockFailure(SharedLock theLock) : Exception
    {
        internal SharedLock Lock { get; } = theLock;
    }
}
