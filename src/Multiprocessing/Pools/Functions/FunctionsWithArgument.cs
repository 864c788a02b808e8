namespace Multiprocessing.Pools.Functions;

/// <summary>A function of one argument.</summary>
internal sealed class Function1<T, TResult>(Func<T, TResult> function) : WorkerFunction<T, TResult>
{
    internal override TResult Invoke(T argument, CancellationToken token) => function(argument);
}

/// <summary>An asynchronous function of one argument.</summary>
internal sealed class AsyncFunction1<T, TResult>(Func<T, Task<TResult>> function) : WorkerFunction<T, TResult>
{
    internal override TResult Invoke(T argument, CancellationToken token) => function(argument).GetAwaiter().GetResult();
}

/// <summary>A function of one argument that is given a token.</summary>
internal sealed class TokenFunction1<T, TResult>(Func<T, CancellationToken, TResult> function) : WorkerFunction<T, TResult>
{
    internal override bool TakesToken => true;

    internal override TResult Invoke(T argument, CancellationToken token) => function(argument, token);
}

/// <summary>An asynchronous function of one argument that is given a token.</summary>
internal sealed class AsyncTokenFunction1<T, TResult>(Func<T, CancellationToken, Task<TResult>> function) : WorkerFunction<T, TResult>
{
    internal override bool TakesToken => true;

    internal override TResult Invoke(T argument, CancellationToken token) => function(argument, token).GetAwaiter().GetResult();
}
