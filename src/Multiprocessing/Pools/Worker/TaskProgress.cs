namespace Multiprocessing.Pools.Worker;

/// <summary>What a task finds in place of its caller's progress object: reports go there, in order, before the task's result.</summary>
internal sealed class TaskProgress<T>(long task, int number, TaskOutput output) : Progress<T>, ITaskProgress
{
    private long _task = task;

    public void Enter(long task) => Volatile.Write(ref _task, task);

    protected override void OnReport(T value) => output.Report(Volatile.Read(ref _task), number, value);
}
