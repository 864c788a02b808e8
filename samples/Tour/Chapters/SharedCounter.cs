using Multiprocessing;

namespace Tour.Chapters;

/// <summary>
/// Two processes increment one number. To add is to read and to write, so without a lock they overwrite each other's work.
/// </summary>
internal static class SharedCounter
{
    private const int Each = 2_000_000;

    internal static void Run()
    {
        using var counter = new SharedValue<int>();
        using var counterLock = new SharedLock();
        using var together = new SharedCountdown(2);
        InTwoProcesses(together, () =>
        {
            for (var round = 0; round < Each; round++)
            {
                using (counterLock.Enter()) counter.Value++;
            }
        });
        Console.WriteLine($"With the lock: {counter.Value} of {2 * Each}.");

        counter.Value = 0;
        together.Reset();
        InTwoProcesses(together, () =>
        {
            for (var round = 0; round < Each; round++) counter.Value++;
        });
        Console.WriteLine($"Without it: {counter.Value} of {2 * Each}.");
    }

    private static void InTwoProcesses(SharedCountdown together, Action count)
    {
        using var first = ChildProcess.Start(CountTogether);
        using var second = ChildProcess.Start(CountTogether);
        first.Join();
        second.Join();

        // Neither begins before both are there.
        void CountTogether()
        {
            together.Signal();
            together.Wait();
            count();
        }
    }
}
