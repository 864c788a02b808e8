using Multiprocessing.Launching;
using Multiprocessing.Serialization;

namespace Multiprocessing.Pools.Jobs;

/// <summary>The outcome of one item of a map: its result, its exception, or the failure of its whole chunk.</summary>
internal readonly struct ItemOutcome<TResult>
{
    private readonly TResult _result;
    private readonly byte[]? _thrown;

    // Set on the pool's side only.
    [NonSerialized]
    private readonly Exception? _lost;

    private ItemOutcome(TResult result, byte[]? thrown, Exception? lost) => (_result, _thrown, _lost) = (result, thrown, lost);

    /// <summary>The result of the item's function; the default where it threw.</summary>
    internal TResult Result => _result;

    internal static ItemOutcome<TResult> Returned(TResult result) => new(result, null, null);

    internal static ItemOutcome<TResult> Threw(byte[] failure) => new(default!, failure, null);

    internal static ItemOutcome<TResult> Lost(Exception failure) => new(default!, null, failure);

    /// <summary>Makes a completed task with this outcome.</summary>
    /// <param name="index">The item's place in the map.</param>
    /// <param name="item">The item.</param>
    internal Task<TResult> ToTask(int index, object? item)
    {
        if (_lost is not null) return Failed(_lost);
        if (_thrown is null) return Task.FromResult(_result);
        var failure = FailureMessage.Read(_thrown, LiveObjects.None);
        ItemNote.Add(failure, index, item);
        return Failed(failure);
    }

    // Reading the exception marks it as observed: a caller that asks for all outcomes need not look at each.
    private static Task<TResult> Failed(Exception failure)
    {
        var task = Task.FromException<TResult>(failure);
        _ = task.Exception;
        return task;
    }
}
