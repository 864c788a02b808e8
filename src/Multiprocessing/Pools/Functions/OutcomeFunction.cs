using Multiprocessing.Launching;
using Multiprocessing.Pools.Jobs;
using Multiprocessing.Serialization;

namespace Multiprocessing.Pools.Functions;

/// <summary>A function of one item that returns the outcome of another function: its result, or what it threw.</summary>
internal sealed class OutcomeFunction<T, TResult>(WorkerFunction<T, TResult> function) : WorkerFunction<T, ItemOutcome<TResult>>
{
    internal override bool TakesToken => function.TakesToken;

    // Every exception is the caller's to see.
    internal override ItemOutcome<TResult> Invoke(T argument, CancellationToken token)
    {
        try
        {
            return ItemOutcome<TResult>.Returned(function.Invoke(argument, token));
        }
        catch (Exception exception)
        {
            return Threw(exception);
        }
    }

    internal override ItemOutcome<TResult> Replace(ItemOutcome<TResult> result, ProcessBoundaryException refusal) => Threw(refusal);

    internal override void Check(ItemOutcome<TResult> result) => function.Check(result.Result);

    private static ItemOutcome<TResult> Threw(Exception exception) =>
        ItemOutcome<TResult>.Threw(FailureMessage.Write(exception, LiveObjects.None)[Frame.HeaderSize..].ToArray());
}
