namespace Multiprocessing.Pools.Worker;

/// <summary>A progress object of whatever type.</summary>
internal interface ITaskProgress
{
    /// <summary>From now on it reports for this task.</summary>
    void Enter(long task);
}
