using System.Runtime.InteropServices;
using Multiprocessing;

namespace Tour.Chapters;

/// <summary>Tasks that crash, never end or eat all memory: each fails with what happened to it, and the pool goes on.</summary>
internal static class UnbrokenPool
{
    internal static async Task RunAsync()
    {
        await using var pool = new ProcessPool(new ProcessPoolOptions
        {
            Name = "sturdy",
            MaxWorkers = 2,
            MemoryLimitBytes = 300 << 20,
            // The runtime's crash report is of no use to who reads the tour.
            WorkerOptions = new ProcessOptions { StandardError = ProcessOutput.Discarded },
        });
        await SurviveAsync(pool, CrashInNativeCode);
        await SurviveAsync(pool.WithOptions(new() { TimeLimit = TimeSpan.FromSeconds(1) }), RunAway);
        await SurviveAsync(pool, EatMemory);
        var squares = await pool.MapAsync(static number => number * number, Enumerable.Range(1, 5));
        Console.WriteLine($"It has replaced {pool.GetSnapshot().Restarts} workers and goes on: {string.Join(", ", squares)}.");
    }

    private static async Task SurviveAsync(TaskPool pool, Action task)
    {
        try
        {
            await pool.RunAsync(task);
            Console.WriteLine("NOTHING happened.");
        }
        catch (Exception failure) when (failure is ProcessCrashedException or TimeoutException or InsufficientMemoryException)
        {
            Console.WriteLine($"{failure.GetType().Name}: {failure.Message}");
        }
    }

    // Reads where there is no memory.
    private static void CrashInNativeCode() => StringLength(1);

    private static void RunAway()
    {
        while (true)
        {
        }
    }

    private static void EatMemory()
    {
        for (var eaten = new List<byte[]>(); ; Thread.Sleep(1))
        {
            eaten.Add(new byte[4 << 20]);
            eaten[^1].AsSpan().Fill(1);
        }
    }

    [DllImport("libc", EntryPoint = "strlen")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint StringLength(nint text);
}
