using System.Runtime.CompilerServices;

namespace Multiprocessing.Pools.Tasks;

/// <summary>The pool's own tasks within those that callers are given, where the one follows the other.</summary>
internal static class InnerTasks
{
    private static readonly ConditionalWeakTable<Task, Task> s_inner = [];

    /// <summary>Remembers, as long as the caller has its task, which task of the pool it follows.</summary>
    /// <returns>The caller's.</returns>
    internal static Task<T> Within<T>(this Task inner, Task<T> outer)
    {
        s_inner.Add(outer, inner);
        return outer;
    }

    /// <summary>The pool's own task within a caller's.</summary>
    internal static Task Of(Task task) => s_inner.TryGetValue(task, out var inner) ? inner : task;
}
