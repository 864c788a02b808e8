namespace Multiprocessing.Pools;

/// <summary>What a pool tells a worker.</summary>
internal enum TaskMessage : short
{
    /// <summary>The first one: here is the initializer, if there is one.</summary>
    Initialize,

    /// <summary>Here is a task.</summary>
    Run,

    /// <summary>Here is a function that tasks will name by its number.</summary>
    CacheFunction,

    /// <summary>No task will name a function any more.</summary>
    DropFunction,

    /// <summary>There will be no more tasks.</summary>
    Stop,
}
