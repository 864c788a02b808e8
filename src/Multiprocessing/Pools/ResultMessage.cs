namespace Multiprocessing.Pools;

/// <summary>What a worker tells its pool.</summary>
internal enum ResultMessage
{
    /// <summary>The initializer has run; tasks may come.</summary>
    Ready,

    /// <summary>The initializer has thrown.</summary>
    InitializerThrew,

    /// <summary>A task's result.</summary>
    Returned,

    /// <summary>What a task has thrown.</summary>
    Threw,

    /// <summary>A task's report.</summary>
    Progress,
}
