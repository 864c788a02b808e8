namespace Multiprocessing.Pools.Functions;

/// <summary>A function of two parameters, called with the parts of a pair.</summary>
internal sealed class SpreadFunction<T1, T2, TResult>(Func<T1, T2, TResult> function) : WorkerFunction<(T1, T2), TResult>
{
    internal override TResult Invoke((T1, T2) argument, CancellationToken token) => function(argument.Item1, argument.Item2);
}
