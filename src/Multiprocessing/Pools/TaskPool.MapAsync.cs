using System.Runtime.CompilerServices;
using Multiprocessing.Pools.Functions;

namespace Multiprocessing;

/// <content>Applies a function to many items.</content>
public abstract partial class TaskPool
{
    /// <summary>Applies a function to many items, in chunks that workers share. (Python: <c>map_async</c>.)</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TResult">The type of the result, which travels by value.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="items">The items; an array must not be changed until the map is done.</param>
    /// <param name="cancellationToken">Cancels the call. Chunks that have not begun never run; running ones are told, and killed with their
    /// workers if they do not end.</param>
    /// <returns>The results, in the order of the items. All items are done first, even if some fail; then the task fails with the failure
    /// of the first of those: its exception, or the end of its worker.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable cannot cross a process border.</exception>
    /// <exception cref="ArgumentException">The function returns a task without a result: use <c>ForEachAsync</c>.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">The pool has no workers and cannot get any.</exception>
    public Task<TResult[]> MapAsync<T, TResult>(
        Func<T, TResult> function, IEnumerable<T> items, CancellationToken cancellationToken = default) =>
        Map<Func<T, TResult>, Function1<T, TResult>, T, TResult>(
            function, static function => new Function1<T, TResult>(function), items, takesToken: false, cancellationToken);

    /// <summary>Applies an asynchronous function to many items, in chunks that workers share.</summary>
    /// <inheritdoc cref="MapAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, CancellationToken)"/>
    [OverloadResolutionPriority(2)]
    public Task<TResult[]> MapAsync<T, TResult>(
        Func<T, Task<TResult>> function, IEnumerable<T> items, CancellationToken cancellationToken = default) =>
        Map<Func<T, Task<TResult>>, AsyncFunction1<T, TResult>, T, TResult>(
            function, static function => new AsyncFunction1<T, TResult>(function), items, takesToken: false, cancellationToken);

    /// <summary>Applies an asynchronous function to many items, in chunks that workers share.</summary>
    /// <inheritdoc cref="MapAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, CancellationToken)"/>
    [OverloadResolutionPriority(1)]
    public Task<TResult[]> MapAsync<T, TResult>(
        Func<T, ValueTask<TResult>> function, IEnumerable<T> items, CancellationToken cancellationToken = default) =>
        Map<Func<T, ValueTask<TResult>>, ValueFunction1<T, TResult>, T, TResult>(
            function, static function => new ValueFunction1<T, TResult>(function), items, takesToken: false, cancellationToken);

    /// <summary>
    /// Applies a function to many items, in chunks that workers share. The function gets a token that is cancelled when its task is to end,
    /// by the caller or by a time limit.
    /// </summary>
    /// <inheritdoc cref="MapAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, CancellationToken)"/>
    [OverloadResolutionPriority(-3)]
    public Task<TResult[]> MapAsync<T, TResult>(
        Func<T, CancellationToken, TResult> function, IEnumerable<T> items, CancellationToken cancellationToken = default) =>
        Map<Func<T, CancellationToken, TResult>, TokenFunction1<T, TResult>, T, TResult>(
            function, static function => new TokenFunction1<T, TResult>(function), items, takesToken: true, cancellationToken);

    /// <summary>
    /// Applies an asynchronous function to many items, in chunks that workers share. The function gets a token that is cancelled when its
    /// task is to end, by the caller or by a time limit.
    /// </summary>
    /// <inheritdoc cref="MapAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public Task<TResult[]> MapAsync<T, TResult>(
        Func<T, CancellationToken, Task<TResult>> function, IEnumerable<T> items, CancellationToken cancellationToken = default) =>
        Map<Func<T, CancellationToken, Task<TResult>>, TokenAsyncFunction1<T, TResult>, T, TResult>(
            function, static function => new TokenAsyncFunction1<T, TResult>(function), items, takesToken: true, cancellationToken);

    /// <summary>
    /// Applies an asynchronous function to many items, in chunks that workers share. The function gets a token that is cancelled when its
    /// task is to end, by the caller or by a time limit.
    /// </summary>
    /// <inheritdoc cref="MapAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, CancellationToken)"/>
    [OverloadResolutionPriority(-2)]
    public Task<TResult[]> MapAsync<T, TResult>(
        Func<T, CancellationToken, ValueTask<TResult>> function, IEnumerable<T> items, CancellationToken cancellationToken = default) =>
        Map<Func<T, CancellationToken, ValueTask<TResult>>, TokenValueFunction1<T, TResult>, T, TResult>(
            function, static function => new TokenValueFunction1<T, TResult>(function), items, takesToken: true, cancellationToken);
}
