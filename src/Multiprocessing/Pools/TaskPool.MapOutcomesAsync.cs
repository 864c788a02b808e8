using System.Runtime.CompilerServices;
using Multiprocessing.Pools.Functions;
using Multiprocessing.Pools.Jobs;
using Multiprocessing.Pools.Tasks;

namespace Multiprocessing;

/// <content>Applies a function to many items, each of which may fail by itself.</content>
public abstract partial class TaskPool
{
    /// <summary>
    /// Applies a function to many items, and returns the outcome of each: a result or a failure. A lost worker, or a limit, fails the items
    /// of one chunk; an item that cannot be sent fails alone. Thread-safe. (Python has no counterpart: its maps end with the first
    /// failure.)
    /// </summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TResult">The type of the result, which travels by value.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="items">The items; an array must not be changed until the map is done.</param>
    /// <param name="cancellationToken">Cancels the call. Chunks that have not begun never run; running ones are told, and killed with their
    /// workers if they do not end. The map is canceled as a whole.</param>
    /// <returns>A completed task for each item, in their order, with the result or the failure of the item.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable cannot cross a process border.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">The pool has no workers and cannot get any.</exception>
    /// <example><code>
    /// foreach (var page in await pool.MapOutcomesAsync(Download, addresses))
    /// {
    ///     Console.WriteLine(page.IsCompletedSuccessfully ? page.Result : page.Exception!.InnerException!.Message);
    /// }
    /// </code></example>
    public Task<Task<TResult>[]> MapOutcomesAsync<T, TResult>(
        Func<T, TResult> function, IEnumerable<T> items, CancellationToken cancellationToken = default) =>
        MapOutcomes<Func<T, TResult>, Function1<T, TResult>, T, TResult>(
            function, static function => new Function1<T, TResult>(function), items, takesToken: false, cancellationToken);

    /// <summary>Applies an asynchronous function to many items, and returns the outcome of each: a result or a failure.</summary>
    /// <inheritdoc cref="MapOutcomesAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, CancellationToken)"/>
    [OverloadResolutionPriority(2)]
    public Task<Task<TResult>[]> MapOutcomesAsync<T, TResult>(
        Func<T, Task<TResult>> function, IEnumerable<T> items, CancellationToken cancellationToken = default) =>
        MapOutcomes<Func<T, Task<TResult>>, AsyncFunction1<T, TResult>, T, TResult>(
            function, static function => new AsyncFunction1<T, TResult>(function), items, takesToken: false, cancellationToken);

    /// <summary>Applies an asynchronous function to many items, and returns the outcome of each: a result or a failure.</summary>
    /// <inheritdoc cref="MapOutcomesAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, CancellationToken)"/>
    [OverloadResolutionPriority(1)]
    public Task<Task<TResult>[]> MapOutcomesAsync<T, TResult>(
        Func<T, ValueTask<TResult>> function, IEnumerable<T> items, CancellationToken cancellationToken = default) =>
        MapOutcomes<Func<T, ValueTask<TResult>>, ValueFunction1<T, TResult>, T, TResult>(
            function, static function => new ValueFunction1<T, TResult>(function), items, takesToken: false, cancellationToken);

    /// <summary>
    /// Applies a function to many items, and returns the outcome of each: a result or a failure. The function gets a token that is
    /// cancelled when its task is to end, by the caller or by a time limit.
    /// </summary>
    /// <inheritdoc cref="MapOutcomesAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, CancellationToken)"/>
    [OverloadResolutionPriority(-3)]
    public Task<Task<TResult>[]> MapOutcomesAsync<T, TResult>(
        Func<T, CancellationToken, TResult> function, IEnumerable<T> items, CancellationToken cancellationToken = default) =>
        MapOutcomes<Func<T, CancellationToken, TResult>, TokenFunction1<T, TResult>, T, TResult>(
            function, static function => new TokenFunction1<T, TResult>(function), items, takesToken: true, cancellationToken);

    /// <summary>
    /// Applies an asynchronous function to many items, and returns the outcome of each: a result or a failure. The function gets a token
    /// that is cancelled when its task is to end, by the caller or by a time limit.
    /// </summary>
    /// <inheritdoc cref="MapOutcomesAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public Task<Task<TResult>[]> MapOutcomesAsync<T, TResult>(
        Func<T, CancellationToken, Task<TResult>> function, IEnumerable<T> items, CancellationToken cancellationToken = default) =>
        MapOutcomes<Func<T, CancellationToken, Task<TResult>>, TokenAsyncFunction1<T, TResult>, T, TResult>(
            function, static function => new TokenAsyncFunction1<T, TResult>(function), items, takesToken: true, cancellationToken);

    /// <summary>
    /// Applies an asynchronous function to many items, and returns the outcome of each: a result or a failure. The function gets a token
    /// that is cancelled when its task is to end, by the caller or by a time limit.
    /// </summary>
    /// <inheritdoc cref="MapOutcomesAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, CancellationToken)"/>
    [OverloadResolutionPriority(-2)]
    public Task<Task<TResult>[]> MapOutcomesAsync<T, TResult>(
        Func<T, CancellationToken, ValueTask<TResult>> function, IEnumerable<T> items, CancellationToken cancellationToken = default) =>
        MapOutcomes<Func<T, CancellationToken, ValueTask<TResult>>, TokenValueFunction1<T, TResult>, T, TResult>(
            function, static function => new TokenValueFunction1<T, TResult>(function), items, takesToken: true, cancellationToken);

    private Task<Task<TResult>[]> MapOutcomes<TDelegate, TFunction, T, TResult>(
        TDelegate function, Func<TDelegate, TFunction> wrap, IEnumerable<T> items, bool takesToken, CancellationToken cancellationToken)
        where TDelegate : Delegate
        where TFunction : WorkerFunction<T, TResult>
    {
        AsyncFunctions.Refuse<TResult>(function);
        ArgumentNullException.ThrowIfNull(items);
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled<Task<TResult>[]>(cancellationToken);
        var outcomes = new OutcomeWrap<TDelegate, TFunction, T, TResult>(wrap);
        var array = AsArray(items);
        var plan = BeginJob<TDelegate, ChunkFunction<T, ItemOutcome<TResult>>>(function, outcomes.Wrap, takesToken, cancellationToken);
        var map = new MapJob<T, ItemOutcome<TResult>>(_core, plan, array, ItemOutcome<TResult>.Lost).Start();
        return map.Within(Finish(map, array));

        static async Task<Task<TResult>[]> Finish(Task<ItemOutcome<TResult>[]> map, T[] items)
        {
            var outcomes = await map.ConfigureAwait(false);
            var tasks = new Task<TResult>[outcomes.Length];
            for (var index = 0; index < tasks.Length; index++) tasks[index] = outcomes[index].ToTask(index, items[index]);
            return tasks;
        }
    }

    private sealed class OutcomeWrap<TDelegate, TFunction, T, TResult>(Func<TDelegate, TFunction> wrap)
        where TFunction : WorkerFunction<T, TResult>
    {
        internal ChunkFunction<T, ItemOutcome<TResult>> Wrap(TDelegate function) => new(new OutcomeFunction<T, TResult>(wrap(function)));
    }
}
