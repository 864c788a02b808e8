using System.Globalization;

namespace Multiprocessing.Tests.Pools;

/// <summary>What a pool sees of a worker's memory is what the system says in bytes, whatever the size of its pages.</summary>
public sealed class WorkerMemoryTests
{
    [Fact]
    public async Task A_worker_has_the_memory_that_the_system_says()
    {
        using var pool = new ProcessPool(1);
        await pool.UntilIdleAsync(1);
        var worker = pool.GetSnapshot().Workers[0];
        // Between the two looks it may have taken or given back some.
        Assert.InRange(worker.PrivateBytes, AnonymousBytes(worker.ProcessId!.Value) * 2 / 3, AnonymousBytes(worker.ProcessId!.Value) * 3 / 2);
    }

    private static long AnonymousBytes(int id)
    {
        var line = File.ReadLines($"/proc/{id}/status").Single(static line => line.StartsWith("RssAnon:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }
}
