namespace Multiprocessing.Pools.Functions;

/// <summary>A function without an argument.</summary>
internal sealed class Function0<TResult>(Func<TResult> function) : WorkerFunction<Nothing, TResult>
{
    internal override TResult Invoke(Nothing argument, CancellationToken token) => function();
}

/// <summary>An asynchronous function without an argument. The worker waits for it.</summary>
internal sealed class AsyncFunction0<TResult>(Func<Task<TResult>> function) : WorkerFunction<Nothing, TResult>
{
    internal override TResult Invoke(Nothing argument, CancellationToken token) => function().GetAwaiter().GetResult();
}

/// <summary>A function that is given a token.</summary>
internal sealed class TokenFunction0<TResult>(Func<CancellationToken, TResult> function) : WorkerFunction<Nothing, TResult>
{
    internal override bool TakesToken => true;

    internal override TResult Invoke(Nothing argument, CancellationToken token) => function(token);
}

/// <summary>An asynchronous function that is given a token.</summary>
internal sealed class AsyncTokenFunction0<TResult>(Func<CancellationToken, Task<TResult>> function) : WorkerFunction<Nothing, TResult>
{
    internal override bool TakesToken => true;

    internal override TResult Invoke(Nothing argument, CancellationToken token) => function(token).GetAwaiter().GetResult();
}
