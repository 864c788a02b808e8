using Multiprocessing;

namespace Tour.Chapters;

/// <summary>A process is killed while it holds a lock. The next one gets in at once, and is told that the work may be half done.</summary>
internal static class KilledHolder
{
    internal static void Run()
    {
        using var theLock = new SharedLock();
        using var entered = new SharedEvent();
        using var holder = ChildProcess.Start(() =>
        {
            theLock.Enter();
            entered.Set();
            Thread.Sleep(Timeout.Infinite);
        });
        entered.Wait();
        Console.WriteLine($"The child holds the lock: {theLock.IsHeld}.");
        holder.Kill();
        using (theLock.Enter(out var wasAbandoned))
        {
            Console.WriteLine($"In, after it was killed; told that it was abandoned: {wasAbandoned}.");
        }

        using (theLock.Enter()) Console.WriteLine("The lock works on.");
    }
}
