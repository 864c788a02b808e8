using System.Runtime.InteropServices;

namespace FaultProgram;

/// <summary>The limits that the kernel puts on a process.</summary>
internal static unsafe partial class Limits
{
    internal const int OpenFiles = 7, Processes = 6, AddressSpace = 9;

    /// <summary>Sets the soft limit, which may be raised again.</summary>
    internal static void Set(int limit, ulong value)
    {
        var pair = stackalloc ulong[2];
        _ = GetLimit(limit, pair);
        pair[0] = Math.Min(value, pair[1]);
        if (SetLimit(limit, pair) != 0) throw new InvalidOperationException($"The limit {limit} cannot be {value}.");
    }

    internal static void Lift(int limit) => Set(limit, ulong.MaxValue);

    /// <summary>
    /// Becomes a user of whom nothing else runs: the limit on processes counts all of one user's, and does not hold for root.
    /// </summary>
    internal static bool BecomeNobodyElse() => SetUser(70_000 + (Environment.ProcessId % 1_000_000)) == 0;

    [LibraryImport("libc.so.6", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int limit, ulong* pair);

    [LibraryImport("libc.so.6", EntryPoint = "setrlimit")]
    private static partial int SetLimit(int limit, ulong* pair);

    [LibraryImport("libc.so.6", EntryPoint = "setuid")]
    private static partial int SetUser(int id);
}
