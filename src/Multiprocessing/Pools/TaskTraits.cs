namespace Multiprocessing.Pools;

/// <summary>Further facts about a message to a worker.</summary>
[Flags]
internal enum TaskTraits : short
{
    None = 0,

    /// <summary>The payload lies in shared memory; the message has its place.</summary>
    InBlock = 1,

    /// <summary>The payload begins with the function, whose captured variables are this task's own.</summary>
    BringsFunction = 2,

    /// <summary>The caller's trace context comes before the payload.</summary>
    HasTrace = 4,
}
