namespace Multiprocessing.Pools;

/// <summary>The kinds of messages from a worker to its pool.</summary>
internal enum ResultMessage
{
    /// <summary>The initializer has run; tasks may come.</summary>
    Ready,

    /// <summary>The initializer has thrown.</summary>
    InitializerThrew,

    /// <summary>The result of a task.</summary>
    Returned,

    /// <summary>The exception of a task.</summary>
    Threw,

    /// <summary>A progress report of a task.</summary>
    Progress,
}
