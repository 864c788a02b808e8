namespace Multiprocessing.Pools.Functions;

/// <summary>A function of one argument.</summary>
internal sealed class Function1<T, TResult>(Func<T, TResult> function) : WorkerFunction<T, TResult>
{
    internal override TResult Invoke(T argument, CancellationToken token) => function(argument);
}

/// <summary>A function of one argument, given a token.</summary>
internal sealed class TokenFunction1<T, TResult>(Func<T, CancellationToken, TResult> function) : WorkerFunction<T, TResult>
{
    internal override bool TakesToken => true;

    internal override TResult Invoke(T argument, CancellationToken token) => function(argument, token);
}
