using System.Runtime.CompilerServices;
using Multiprocessing.Pools.Worker;

namespace Multiprocessing.Pools.Functions;

/// <summary>
/// Applies a function of one item to the items of a chunk, which one message brings. All of them are done, even if some throw; what an
/// item's function sees must not depend on which items are in its chunk.
/// </summary>
internal sealed class ChunkFunction<T, TResult>(WorkerFunction<T, TResult> function) : WorkerFunction<T[], TResult[]>
{
    internal override bool TakesToken => function.TakesToken;

    // Optimized at once: most workers enter this loop once, and would run it unoptimized.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    // Every exception is the caller's to see.
    internal override TResult[] Invoke(T[] argument, CancellationToken token)
    {
        var results = RuntimeHelpers.IsReferenceOrContainsReferences<TResult>() ? new TResult[argument.Length]
            : GC.AllocateUninitializedArray<TResult>(argument.Length);
        ItemFailure? failure = null;
        var ambient = AmbientState.Capture();
        var thread = ThreadGlance.Take();
        for (var done = 0; done < argument.Length; done++)
        {
            try
            {
                for (; done < argument.Length; done++)
                {
                    results[done] = function.Invoke(argument[done], token);
                    if (thread.WasChanged) ambient.Restore();
                }
            }
            catch (Exception exception)
            {
                failure ??= new ItemFailure(done + 1, exception);
                ambient.Restore();
            }
        }

        return failure is null ? results : throw failure;
    }

    // As a rule only some of the results cannot cross; the others are kept.
    internal override TResult[] Replace(TResult[] result, ProcessBoundaryException refusal)
    {
        for (var place = 0; place < result.Length; place++)
        {
            try
            {
                function.Check(result[place]);
            }
            catch (ProcessBoundaryException itsOwn)
            {
                result[place] = ReplaceOne(result[place], itsOwn, place);
            }
        }

        return result;
    }

    private TResult ReplaceOne(TResult result, ProcessBoundaryException refusal, int place)
    {
        try
        {
            return function.Replace(result, refusal);
        }
        catch (ProcessBoundaryException)
        {
            throw new ItemFailure(place + 1, refusal);
        }
    }
}
