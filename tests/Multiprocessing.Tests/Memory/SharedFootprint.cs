using System.Diagnostics;
using Multiprocessing.Memory;
using Multiprocessing.Tests.Faults;

namespace Multiprocessing.Tests.Memory;

/// <summary>What is in use of shared memory: bytes of the tree's arena, segments of the machine, mappings and descriptors of this process.</summary>
internal readonly record struct SharedFootprint(long ArenaBytes, int Segments, int Mappings, int Descriptors)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private static SharedFootprint Now
    {
        get
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            var mappings = File.ReadLines("/proc/self/maps").Count(static line => line.Contains("/dev/shm/", StringComparison.Ordinal) || line.Contains("memfd:multiprocessing", StringComparison.Ordinal));
            return new SharedFootprint(Arena.Instance.UsedBytes, Machine.SharedMemory, mappings, Machine.Descriptors);
        }
    }

    /// <summary>What is in use once nothing goes away any more that earlier tests have left to the collector.</summary>
    internal static async Task<SharedFootprint> SettledAsync()
    {
        // Whoever continues a method that has ended has its locals on the stack until it waits.
        await Task.Yield();
        var last = Now;
        while (true)
        {
            await Task.Delay(50);
            var now = Now;
            if (now == last) return now;
            last = now;
        }
    }

    /// <summary>Waits until no more than this is left: what a child held is let go of a little after its end.</summary>
    internal async Task AssertNoMoreIsLeftAsync()
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            await Task.Delay(20);
            var now = Now;
            if (now.ArenaBytes <= ArenaBytes && now.Segments <= Segments && now.Mappings <= Mappings && now.Descriptors <= Descriptors) return;
            if (watch.Elapsed > s_patience) Assert.Fail($"{this} became {now}");
        }
    }
}
