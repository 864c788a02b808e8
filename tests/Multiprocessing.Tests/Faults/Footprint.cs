using System.Diagnostics;

namespace Multiprocessing.Tests.Faults;

/// <summary>What this process holds of what a child must not leave behind: processes, descriptors, shared memory.</summary>
internal readonly record struct Footprint(int Children, int Descriptors, int SharedMemory)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    internal static Footprint Now
    {
        get
        {
            // What others have forgotten to close is closed now, not between two counts; the library's own descriptors have no finalizers.
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return new Footprint(Machine.Children.Length, Machine.Descriptors, Machine.SharedMemory);
        }
    }

    /// <summary>
    /// Waits until no more than this is left and says "nothing", or says what is left in the end: a killed process takes a moment to go.
    /// </summary>
    internal string Growth()
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var now = Now;
            if (now.Children <= Children && now.Descriptors <= Descriptors && now.SharedMemory <= SharedMemory) return "nothing";
            if (watch.Elapsed > s_patience) return $"{this} became {now}";
            Thread.Sleep(20);
        }
    }
}
