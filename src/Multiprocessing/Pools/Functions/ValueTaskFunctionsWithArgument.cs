namespace Multiprocessing.Pools.Functions;

/// <summary>An asynchronous function that gives a <see cref="ValueTask{TResult}"/> of one argument.</summary>
internal sealed class ValueFunction1<T, TResult>(Func<T, ValueTask<TResult>> function) : WorkerFunction<T, TResult>
{
    internal override TResult Invoke(T argument, CancellationToken token) => function(argument).AsTask().GetAwaiter().GetResult();
}

/// <summary>An asynchronous function that gives a <see cref="ValueTask{TResult}"/> of one argument, given a token.</summary>
internal sealed class TokenValueFunction1<T, TResult>(Func<T, CancellationToken, ValueTask<TResult>> function) : WorkerFunction<T, TResult>
{
    internal override bool TakesToken => true;

    internal override TResult Invoke(T argument, CancellationToken token) => function(argument, token).AsTask().GetAwaiter().GetResult();
}

/// <summary>An asynchronous action that gives a <see cref="ValueTask"/> of one argument.</summary>
internal sealed class ValueAction1<T>(Func<T, ValueTask> function) : WorkerFunction<T, VoidResult>
{
    internal override VoidResult Invoke(T argument, CancellationToken token)
    {
        function(argument).AsTask().GetAwaiter().GetResult();
        return default;
    }
}

/// <summary>An asynchronous action that gives a <see cref="ValueTask"/> of one argument, given a token.</summary>
internal sealed class TokenValueAction1<T>(Func<T, CancellationToken, ValueTask> function) : WorkerFunction<T, VoidResult>
{
    internal override bool TakesToken => true;

    internal override VoidResult Invoke(T argument, CancellationToken token)
    {
        function(argument, token).AsTask().GetAwaiter().GetResult();
        return default;
    }
}
