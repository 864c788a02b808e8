namespace Multiprocessing.Pools.Functions;

/// <summary>A function over whose parameters a pair is spread.</summary>
internal sealed class SpreadFunction<T1, T2, TResult>(Func<T1, T2, TResult> function) : WorkerFunction<(T1, T2), TResult>
{
    internal override TResult Invoke((T1, T2) argument, CancellationToken token) => function(argument.Item1, argument.Item2);
}
