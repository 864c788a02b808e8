namespace Multiprocessing.Pools.Functions;

/// <summary>What each worker does before its first task, and when it ends well. The object travels to it.</summary>
internal abstract class WorkerInitializer
{
    internal abstract void Run();

    /// <summary>The worker is about to end, since its pool has asked it to.</summary>
    internal abstract void End();
}

/// <inheritdoc/>
internal sealed class ActionInitializer(Action? action, Action? cleanup) : WorkerInitializer
{
    internal override void Run() => action?.Invoke();

    internal override void End() => cleanup?.Invoke();
}

/// <summary>Makes the worker's state, after what else there is to do, and disposes of it before what else there is to do then.</summary>
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
