namespace Multiprocessing;

/// <summary>
/// The children of this process that have been started and have not ended. A class of its own, apart from <see cref="CurrentProcess"/>,
/// which every child uses at its start.
/// </summary>
internal static class ActiveChildren
{
    private static readonly HashSet<ChildProcess> s_children = [];

    internal static void Add(ChildProcess child)
    {
        lock (s_children) s_children.Add(child);
    }

    internal static void Remove(ChildProcess child)
    {
        lock (s_children) s_children.Remove(child);
    }

    internal static ChildProcess[] Snapshot()
    {
        lock (s_children) return [.. s_children];
    }
}
