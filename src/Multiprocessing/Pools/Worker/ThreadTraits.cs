using System.Runtime.CompilerServices;

namespace Multiprocessing.Pools.Worker;

/// <summary>
/// The name and the priority of a worker's thread. In a class of its own, and with the priority as a number: code that names the type of a
/// thread or of its priority loads another assembly, for which a worker's first task should not wait.
/// </summary>
internal static class ThreadTraits
{
    private const int Normal = 2;

    private static string? s_name;
    private static int s_priority = Normal;

    /// <summary>Makes the present name and priority those to be restored, in place of those at the beginning of the process.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void Keep() => (s_name, s_priority) = (Thread.CurrentThread.Name, (int)Thread.CurrentThread.Priority);

    /// <summary>Restores the name and the priority.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void Restore()
    {
        var thread = Thread.CurrentThread;
        if (!ReferenceEquals(thread.Name, s_name)) thread.Name = s_name;
        if ((int)thread.Priority != s_priority) thread.Priority = (ThreadPriority)s_priority;
    }
}
