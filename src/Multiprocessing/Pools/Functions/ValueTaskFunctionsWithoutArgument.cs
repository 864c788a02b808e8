namespace Multiprocessing.Pools.Functions;

/// <summary>An asynchronous function that gives a <see cref="ValueTask{TResult}"/> without an argument.</summary>
internal sealed class ValueFunction0<TResult>(Func<ValueTask<TResult>> function) : WorkerFunction<VoidResult, TResult>
{
    internal override TResult Invoke(VoidResult argument, CancellationToken token) => function().AsTask().GetAwaiter().GetResult();
}

/// <summary>An asynchronous function that gives a <see cref="ValueTask{TResult}"/> without an argument, given a token.</summary>
internal sealed class TokenValueFunction0<TResult>(Func<CancellationToken, ValueTask<TResult>> function)
    : WorkerFunction<VoidResult, TResult>
{
    internal override bool TakesToken => true;

    internal override TResult Invoke(VoidResult argument, CancellationToken token) => function(token).AsTask().GetAwaiter().GetResult();
}

/// <summary>An asynchronous action that gives a <see cref="ValueTask"/> without an argument.</summary>
internal sealed class ValueAction0(Func<ValueTask> function) : WorkerFunction<VoidResult, VoidResult>
{
    internal override VoidResult Invoke(VoidResult argument, CancellationToken token)
    {
        function().AsTask().GetAwaiter().GetResult();
        return default;
    }
}

/// <summary>An asynchronous action that gives a <see cref="ValueTask"/> without an argument, given a token.</summary>
internal sealed class TokenValueAction0(Func<CancellationToken, ValueTask> function) : WorkerFunction<VoidResult, VoidResult>
{
    internal override bool TakesToken => true;

    internal override VoidResult Invoke(VoidResult argument, CancellationToken token)
    {
        function(token).AsTask().GetAwaiter().GetResult();
        return default;
    }
}
