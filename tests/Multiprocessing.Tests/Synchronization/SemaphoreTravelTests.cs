using System.Runtime.CompilerServices;

namespace Multiprocessing.Tests.Synchronization;

public sealed class SemaphoreTravelTests
{
    [Fact]
    public void Descendants_share_its_permits()
    {
        using var semaphore = new SharedSemaphore(4, 4);
        var child = ChildProcess.Start(() =>
        {
            semaphore.Wait();
            return ChildProcess.Start(static semaphore =>
            {
                semaphore.Wait();
                semaphore.Wait();
                semaphore.Release();
                return semaphore.CurrentCount;
            }, semaphore).Result;
        });
        Assert.Equal(2, child.Result);
        Assert.Equal(2, semaphore.CurrentCount);
        semaphore.Release(2);
        Assert.Throws<SemaphoreFullException>(() => semaphore.Release());
    }

    [Fact]
    public void A_child_may_return_one_that_it_made()
    {
        using var semaphore = ChildProcess.Start(static () =>
        {
            var semaphore = new SharedSemaphore(3, 3);
            semaphore.Wait();
            // Held until the child ends.
            semaphore.Enter();
            return semaphore;
        }).Result;
        Assert.Equal(2, semaphore.CurrentCount);
        using (semaphore.Enter()) Assert.Equal(1, semaphore.CurrentCount);
        semaphore.Release();
        Assert.Throws<SemaphoreFullException>(() => semaphore.Release());
    }

    [Fact]
    public void What_another_process_holds_cannot_be_exited_here()
    {
        using var semaphore = new SharedSemaphore(1, 1);
        using var isIn = new SharedEvent();
        using var mayGo = new SharedEvent();
        var child = ChildProcess.Start(() =>
        {
            using (semaphore.Enter())
            {
                isIn.Set();
                mayGo.Wait();
            }
        });
        isIn.Wait();
        Assert.False(semaphore.TryEnter());
        Assert.Throws<SynchronizationLockException>(semaphore.Exit);
        Assert.Throws<SemaphoreFullException>(() => semaphore.Release());
        mayGo.Set();
        using (semaphore.Enter()) Assert.Equal(0, semaphore.CurrentCount);
        Children.End([child]);
    }

    [Fact]
    public void Permits_are_given_back_when_the_object_is_disposed_of()
    {
        using var semaphore = new SharedSemaphore(5, 5);
        var other = Twin(semaphore);
        other.Enter();
        other.Enter();
        semaphore.Enter();
        Assert.Equal(2, semaphore.CurrentCount);
        other.Dispose();
        Assert.Equal(4, semaphore.CurrentCount);
        semaphore.Exit();
        Assert.Throws<SemaphoreFullException>(() => semaphore.Release());
    }

    [Fact]
    public void Permits_are_given_back_when_nobody_refers_to_the_object()
    {
        using var semaphore = new SharedSemaphore(2, 2);
        Lose(semaphore);
        Eventually.IsTrue(() =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return semaphore.CurrentCount == 2;
        });
        Assert.Throws<SemaphoreFullException>(() => semaphore.Release());
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Lose(SharedSemaphore semaphore)
    {
        Twin(semaphore).Enter();
        Assert.Equal(1, semaphore.CurrentCount);
    }

    // Another object of this process for the same semaphore, as when it comes back from a child.
    private static SharedSemaphore Twin(SharedSemaphore semaphore) => ChildProcess.Start(static semaphore => semaphore, semaphore).Result;
}
