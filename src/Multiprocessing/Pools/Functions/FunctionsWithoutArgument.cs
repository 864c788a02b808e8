namespace Multiprocessing.Pools.Functions;

/// <summary>A function without an argument.</summary>
internal sealed class Function0<TResult>(Func<TResult> function) : WorkerFunction<VoidResult, TResult>
{
    internal override TResult Invoke(VoidResult argument, CancellationToken token) => function();
}

/// <summary>A function without an argument, given a token.</summary>
internal sealed class TokenFunction0<TResult>(Func<CancellationToken, TResult> function) : WorkerFunction<VoidResult, TResult>
{
    internal override bool TakesToken => true;

    internal override TResult Invoke(VoidResult argument, CancellationToken token) => function(token);
}
