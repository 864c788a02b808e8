namespace Multiprocessing.Pools.Functions;

/// <summary>What each worker does before its first task. The object travels to it.</summary>
internal abstract class WorkerInitializer
{
    internal abstract void Run();
}

/// <inheritdoc/>
internal sealed class ActionInitializer(Action action) : WorkerInitializer
{
    internal override void Run() => action();
}

/// <inheritdoc/>
internal sealed class AsyncInitializer(Func<Task> action) : WorkerInitializer
{
    internal override void Run() => action().GetAwaiter().GetResult();
}

/// <summary>Makes the worker's state, after what else there is to do.</summary>
internal sealed class StateInitializer<TState>(Func<TState> make, WorkerInitializer? before) : WorkerInitializer
{
    internal override void Run()
    {
        before?.Run();
        WorkerState<TState>.Value = make();
    }
}
