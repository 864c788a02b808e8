using System.Runtime.CompilerServices;

namespace Multiprocessing.Pools.Functions;

/// <summary>A function of one item, applied to many: what one message brings.</summary>
internal sealed class ChunkFunction<T, TResult>(WorkerFunction<T, TResult> function) : WorkerFunction<T[], TResult[]>
{
    internal override bool TakesToken => function.TakesToken;

    // Most workers see the loop once, so it is to be good at once.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal override TResult[] Invoke(T[] argument, CancellationToken token)
    {
        var results = RuntimeHelpers.IsReferenceOrContainsReferences<TResult>() ? new TResult[argument.Length] : GC.AllocateUninitializedArray<TResult>(argument.Length);
        for (var index = 0; index < argument.Length; index++) results[index] = function.Invoke(argument[index], token);
        return results;
    }
}
