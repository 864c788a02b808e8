using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Multiprocessing.Pools.Worker;

namespace Multiprocessing.Pools.Functions;

/// <summary>
/// A function of one item, applied to many: what one message brings. All of them are done, whatever one of them throws; how items are put
/// together is not to be seen in what is done.
/// </summary>
internal sealed class ChunkFunction<T, TResult>(WorkerFunction<T, TResult> function) : WorkerFunction<T[], TResult[]>
{
    internal override bool TakesToken => function.TakesToken;

    // Most workers see the loop once, so it is to be good at once.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SuppressMessage("Design", "CA1031", Justification = "Every exception is the caller's to see.")]
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

    // Only one of them may be to blame.
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
