namespace Multiprocessing;

/// <summary>How a child process comes to life (Python: <c>set_start_method</c>).</summary>
public enum StartMethod
{
    /// <summary>A fresh .NET process, started now (Python: <c>spawn</c>).</summary>
    Spawn,

    /// <summary>
    /// A process that was started ahead and waits (the part of Python's <c>forkserver</c>): it takes the function at once. It is used once,
    /// so its statics are fresh all the same. Where no spare waits, or the options need a process of its own kind (redirected streams,
    /// garbage collector settings, processors), the child is spawned.
    /// </summary>
    WarmSpare,
}
