namespace Multiprocessing.Pools.Functions;

/// <summary>A function that is given the worker's state.</summary>
internal sealed class StateFunction0<TState, TResult>(Func<TState, TResult> function) : WorkerFunction<Nothing, TResult>
{
    internal override TResult Invoke(Nothing argument, CancellationToken token) => function(WorkerState<TState>.Value);
}

/// <summary>An asynchronous function that is given the worker's state.</summary>
internal sealed class AsyncStateFunction0<TState, TResult>(Func<TState, Task<TResult>> function) : WorkerFunction<Nothing, TResult>
{
    internal override TResult Invoke(Nothing argument, CancellationToken token) => function(WorkerState<TState>.Value).GetAwaiter().GetResult();
}

/// <summary>A function that is given the worker's state and an argument.</summary>
internal sealed class StateFunction1<TState, T, TResult>(Func<TState, T, TResult> function) : WorkerFunction<T, TResult>
{
    internal override TResult Invoke(T argument, CancellationToken token) => function(WorkerState<TState>.Value, argument);
}

/// <summary>An asynchronous function that is given the worker's state and an argument.</summary>
internal sealed class AsyncStateFunction1<TState, T, TResult>(Func<TState, T, Task<TResult>> function) : WorkerFunction<T, TResult>
{
    internal override TResult Invoke(T argument, CancellationToken token) => function(WorkerState<TState>.Value, argument).GetAwaiter().GetResult();
}
