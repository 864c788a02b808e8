using System.Runtime.CompilerServices;

namespace Multiprocessing.Pools.Tasks;

/// <summary>Links a task that a caller has with the pool's own task that it follows.</summary>
internal static class InnerTasks
{
    private static readonly ConditionalWeakTable<Task, Task> s_inner = [];

    /// <summary>Remembers, as long as the caller's task lives, the pool's own task that it follows.</summary>
    /// <returns>The caller's task.</returns>
    internal static Task<T> Within<T>(this Task inner, Task<T> outer)
    {
        s_inner.Add(outer, inner);
        return outer;
    }

    /// <summary>Returns the pool's own task that a caller's task follows.</summary>
    internal static Task Of(Task task) => s_inner.TryGetValue(task, out var inner) ? inner : task;
}
