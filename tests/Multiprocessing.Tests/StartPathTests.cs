using System.Runtime.CompilerServices;

namespace Multiprocessing.Tests;

/// <summary>
/// What a child's start is made of: a time cannot be tested, but each assembly that is loaded costs a part of a millisecond.
/// </summary>
public sealed class StartPathTests
{
    [Fact]
    public void A_child_loads_nothing_that_its_function_does_not_want()
    {
        var loaded = ChildProcess.Start(Loaded).Result;
        Assert.Equal(["Multiprocessing", "Multiprocessing.Launcher", "Multiprocessing.Tests", "System.Private.CoreLib", "System.Runtime"], loaded.Split(' ').Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_worker_loads_nothing_but_what_shared_memory_takes()
    {
        using var pool = new ProcessPool(1);
        var loaded = await pool.RunAsync(Loaded);
        Assert.Equal(
            [
                "Multiprocessing", "Multiprocessing.Launcher", "Multiprocessing.Tests", "System.Collections", "System.Memory",
                "System.Private.CoreLib", "System.Runtime", "System.Runtime.InteropServices", "System.Threading",
            ],
            loaded.Split(' ').Order(StringComparer.Ordinal));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string Loaded()
    {
        var names = "";
        foreach (var assembly in AppDomain.CurrentDomain.GetAssemblies())
        {
            if (names.Length > 0) names += " ";
            names += assembly.FullName!.Substring(0, assembly.FullName.IndexOf(',', StringComparison.Ordinal));
        }

        return names;
    }
}
