namespace Multiprocessing.Pools.Functions;

/// <summary>What each worker does before its first task, and before an orderly end. The object travels to the worker.</summary>
internal abstract class WorkerInitializer
{
    internal abstract void Run();

    /// <summary>Cleans up, when the worker is about to end since its pool has asked it to.</summary>
    internal abstract void End();
}

/// <inheritdoc/>
internal sealed class ActionInitializer(Action? action, Action? cleanup) : WorkerInitializer
{
    internal override void Run() => action?.Invoke();

    internal override void End() => cleanup?.Invoke();
}

/// <summary>Makes the worker's state after the other initializer has run, and disposes of it before the other one's cleanup.</summary>
internal sealed class StateInitializer<TState>(Func<TState> make, long pool, WorkerInitializer? other) : WorkerInitializer
{
    internal override void Run()
    {
        other?.Run();
        OwnState<TState>.Set(pool, make());
    }

    internal override void End()
    {
        try
        {
            if (OwnState<TState>.Value is IAsyncDisposable state) state.DisposeAsync().AsTask().GetAwaiter().GetResult();
            else (OwnState<TState>.Value as IDisposable)?.Dispose();
        }
        finally
        {
            other?.End();
        }
    }
}
