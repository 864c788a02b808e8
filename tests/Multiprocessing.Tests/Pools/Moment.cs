namespace Multiprocessing.Tests.Pools;

/// <summary>Where a worker is in a task.</summary>
public enum Moment
{
    /// <summary>It reads the argument.</summary>
    Receiving,

    /// <summary>It runs the function.</summary>
    Running,

    /// <summary>It writes the result.</summary>
    Answering,
}
