namespace Multiprocessing.Pools.Functions;

/// <summary>An asynchronous function without an argument.</summary>
internal sealed class AsyncFunction0<TResult>(Func<Task<TResult>> function) : WorkerFunction<Nothing, TResult>
{
    internal override TResult Invoke(Nothing argument, CancellationToken token) => Started(function()).GetAwaiter().GetResult();
}

/// <summary>An asynchronous function without an argument, given a token.</summary>
internal sealed class TokenAsyncFunction0<TResult>(Func<CancellationToken, Task<TResult>> function) : WorkerFunction<Nothing, TResult>
{
    internal override bool TakesToken => true;

    internal override TResult Invoke(Nothing argument, CancellationToken token) => Started(function(token)).GetAwaiter().GetResult();
}

/// <summary>An asynchronous action without an argument.</summary>
internal sealed class AsyncAction0(Func<Task> function) : WorkerFunction<Nothing, Nothing>
{
    internal override Nothing Invoke(Nothing argument, CancellationToken token)
    {
        Started(function()).GetAwaiter().GetResult();
        return default;
    }
}

/// <summary>An asynchronous action without an argument, given a token.</summary>
internal sealed class TokenAsyncAction0(Func<CancellationToken, Task> function) : WorkerFunction<Nothing, Nothing>
{
    internal override bool TakesToken => true;

    internal override Nothing Invoke(Nothing argument, CancellationToken token)
    {
        Started(function(token)).GetAwaiter().GetResult();
        return default;
    }
}
