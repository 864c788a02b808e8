using System.Collections.Concurrent;
using System.Reflection;

namespace Multiprocessing.Pools.Functions;

/// <summary>The handle of a worker's state, whatever its type.</summary>
internal interface IWorkerState
{
    /// <summary>
    /// The functions that capture this handle and nothing else, and that workers keep; null where the handle has come from another process.
    /// </summary>
    ConcurrentDictionary<(MethodInfo Method, Type Form), CachedFunction>? Functions { get; }
}
