namespace Multiprocessing.Pools.Worker;

/// <summary>What a task finds in place of its caller's progress object: reports go there, in order, before the task's result.</summary>
internal sealed class TaskProgress<T>(TaskScope scope, int number, TaskOutput output) : Progress<T>
{
    protected override void OnReport(T value)
    {
        // A thread that a task has left behind reports to nobody.
        if (scope.Task is > 0 and var task) output.Report(task, number, value);
    }
}
