namespace Multiprocessing.Pools.Functions;

/// <summary>An asynchronous function without an argument.</summary>
internal sealed class AsyncFunction0<TResult>(Func<Task<TResult>> function) : WorkerFunction<VoidResult, TResult>
{
    internal override TResult Invoke(VoidResult argument, CancellationToken token) => Started(function()).GetAwaiter().GetResult();
}

/// <summary>An asynchronous function without an argument, given a token.</summary>
internal sealed class TokenAsyncFunction0<TResult>(Func<CancellationToken, Task<TResult>> function) : WorkerFunction<VoidResult, TResult>
{
    internal override bool TakesToken => true;

    internal override TResult Invoke(VoidResult argument, CancellationToken token) => Started(function(token)).GetAwaiter().GetResult();
}

/// <summary>An asynchronous action without an argument.</summary>
internal sealed class AsyncAction0(Func<Task> function) : WorkerFunction<VoidResult, VoidResult>
{
    internal override VoidResult Invoke(VoidResult argument, CancellationToken token)
    {
        Started(function()).GetAwaiter().GetResult();
        return default;
    }
}

/// <summary>An asynchronous action without an argument, given a token.</summary>
internal sealed class TokenAsyncAction0(Func<CancellationToken, Task> function) : WorkerFunction<VoidResult, VoidResult>
{
    internal override bool TakesToken => true;

    internal override VoidResult Invoke(VoidResult argument, CancellationToken token)
    {
        Started(function(token)).GetAwaiter().GetResult();
        return default;
    }
}
