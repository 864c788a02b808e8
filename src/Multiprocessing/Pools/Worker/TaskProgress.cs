namespace Multiprocessing.Pools.Worker;

/// <summary>The progress object of a task in the worker: sends reports to the caller's, in order, before the task's result.</summary>
internal sealed class TaskProgress<T>(TaskScope scope, int number, TaskOutput output) : Progress<T>
{
    protected override void OnReport(T value)
    {
        // Reports of a thread that an ended task has left behind are dropped.
        if (scope.Task is > 0 and var task) output.Report(task, number, value);
    }
}
