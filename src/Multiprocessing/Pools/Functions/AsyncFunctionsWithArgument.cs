namespace Multiprocessing.Pools.Functions;

/// <summary>An asynchronous function of one argument.</summary>
internal sealed class AsyncFunction1<T, TResult>(Func<T, Task<TResult>> function) : WorkerFunction<T, TResult>
{
    internal override TResult Invoke(T argument, CancellationToken token) => Started(function(argument)).GetAwaiter().GetResult();
}

/// <summary>An asynchronous function of one argument, given a token.</summary>
internal sealed class TokenAsyncFunction1<T, TResult>(Func<T, CancellationToken, Task<TResult>> function) : WorkerFunction<T, TResult>
{
    internal override bool TakesToken => true;

    internal override TResult Invoke(T argument, CancellationToken token) => Started(function(argument, token)).GetAwaiter().GetResult();
}

/// <summary>An asynchronous action of one argument.</summary>
internal sealed class AsyncAction1<T>(Func<T, Task> function) : WorkerFunction<T, VoidResult>
{
    internal override VoidResult Invoke(T argument, CancellationToken token)
    {
        Started(function(argument)).GetAwaiter().GetResult();
        return default;
    }
}

/// <summary>An asynchronous action of one argument, given a token.</summary>
internal sealed class TokenAsyncAction1<T>(Func<T, CancellationToken, Task> function) : WorkerFunction<T, VoidResult>
{
    internal override bool TakesToken => true;

    internal override VoidResult Invoke(T argument, CancellationToken token)
    {
        Started(function(argument, token)).GetAwaiter().GetResult();
        return default;
    }
}
