namespace Multiprocessing.Tests.Pools;

/// <summary>Bounds every wait of a test: what takes longer hangs.</summary>
internal static class InTime
{
    /// <summary>Far longer than anything here takes, on a busy machine too.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    internal static Task Soon(this Task task) => task.WaitAsync(Patience);

    internal static Task<T> Soon<T>(this Task<T> task) => task.WaitAsync(Patience);

    internal static Task<T> Soon<T>(this ValueTask<T> task) => task.AsTask().WaitAsync(Patience);

    /// <summary>Calls what blocks, on a thread of its own.</summary>
    internal static Task<T> Call<T>(Func<T> function) =>
        Task.Factory.StartNew(function, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Soon();

    /// <inheritdoc cref="Call{T}(Func{T})"/>
    internal static Task Call(Action action) =>
        Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Soon();

    /// <summary>
    /// What a task fails with. Tests wait for it so where a lambda would bring the pool into the closure of a function that travels.
    /// </summary>
    internal static Task<T> FailsSoon<T>(this Task task)
        where T : Exception =>
        Assert.ThrowsAnyAsync<T>(task.Soon);

    /// <summary>All results of a stream.</summary>
    internal static async Task<List<T>> AllSoon<T>(this IAsyncEnumerable<T> stream)
    {
        var all = new List<T>();
        await foreach (var item in stream.EachSoon()) all.Add(item);
        return all;
    }

    /// <summary>The results of a stream, each in time.</summary>
    internal static async IAsyncEnumerable<T> EachSoon<T>(this IAsyncEnumerable<T> stream)
    {
        await using var results = stream.GetAsyncEnumerator();
        while (await results.MoveNextAsync().Soon()) yield return results.Current;
    }
}
