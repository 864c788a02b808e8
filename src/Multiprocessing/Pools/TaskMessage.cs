namespace Multiprocessing.Pools;

/// <summary>The kinds of messages from a pool to a worker.</summary>
internal enum TaskMessage : short
{
    /// <summary>The first message, with the initializer, if there is one.</summary>
    Initialize,

    /// <summary>A task.</summary>
    Run,

    /// <summary>A function that tasks will name by its number.</summary>
    CacheFunction,

    /// <summary>The end of a function's use: no task will name it any more.</summary>
    DropFunction,

    /// <summary>The end of the work: no more tasks will come.</summary>
    Stop,
}
