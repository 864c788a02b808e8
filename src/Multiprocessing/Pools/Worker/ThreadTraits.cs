using System.Runtime.CompilerServices;

namespace Multiprocessing.Pools.Worker;

/// <summary>
/// The name and the priority of a worker's thread. Apart, and the priority as a number: whatever names the type of a thread or of its
/// priority has another assembly loaded, which a worker's first task is not to wait for.
/// </summary>
internal static class ThreadTraits
{
    private const int Normal = 2;

    private static string? s_name;
    private static int s_priority = Normal;

    /// <summary>From now on they are to be as they are now; before that, as a process begins.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void Keep() => (s_name, s_priority) = (Thread.CurrentThread.Name, (int)Thread.CurrentThread.Priority);

    /// <summary>Makes them so again.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void Restore()
    {
        var thread = Thread.CurrentThread;
        if (!ReferenceEquals(thread.Name, s_name)) thread.Name = s_name;
        if ((int)thread.Priority != s_priority) thread.Priority = (ThreadPriority)s_priority;
    }
}
