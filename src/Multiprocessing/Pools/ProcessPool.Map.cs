using Multiprocessing.Pools.Functions;

namespace Multiprocessing;

/// <content>A function applied to many items.</content>
public sealed partial class ProcessPool
{
    /// <summary>Applies a function to many items, in chunks that workers share. (Python: <c>map_async</c>.)</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="items">The items; an array must not be changed until the map is done.</param>
    /// <param name="options">How it is done; null for the defaults.</param>
    /// <param name="onSuccess">Given the results, on the thread pool, before they are ready for others. If it throws, that is what they get.</param>
    /// <param name="onError">Given what went wrong, likewise.</param>
    /// <param name="cancellationToken">Chunks that have not begun never run then; those that run are told, and killed with their workers if they do not end.</param>
    /// <returns>The results, in the order of the items. All items are done first, whatever becomes of some; then it fails with what the first of them that failed threw, or with what became of its worker.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable cannot cross.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">The pool has no workers and cannot get any.</exception>
    public PoolResult<TResult[]> MapAsync<T, TResult>(Func<T, TResult> function, IEnumerable<T> items, PoolMapOptions? options = null, Action<TResult[]>? onSuccess = null, Action<Exception>? onError = null, CancellationToken cancellationToken = default) =>
        new(Map<Func<T, TResult>, Function1<T, TResult>, T, TResult>(function, static function => new Function1<T, TResult>(function), items, takesToken: false, options, cancellationToken), onSuccess, onError);

    /// <summary>Applies a function to many items, and waits for the results. (Python: <c>map</c>.)</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="items">The items; an array must not be changed until the map is done.</param>
    /// <param name="options">How it is done; null for the defaults.</param>
    /// <returns>The results, in the order of the items. All items are done first, whatever becomes of some; then what the first of them that failed threw is thrown, or what became of its worker.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable cannot cross.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">The pool has no workers and cannot get any.</exception>
    public TResult[] Map<T, TResult>(Func<T, TResult> function, IEnumerable<T> items, PoolMapOptions? options = null) => MapAsync(function, items, options).Get();

    /// <summary>Applies an asynchronous function to many items, in chunks that workers share. (Python: <c>map_async</c>.)</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="items">The items; an array must not be changed until the map is done.</param>
    /// <param name="options">How it is done; null for the defaults.</param>
    /// <param name="onSuccess">Given the results, on the thread pool, before they are ready for others. If it throws, that is what they get.</param>
    /// <param name="onError">Given what went wrong, likewise.</param>
    /// <param name="cancellationToken">Chunks that have not begun never run then; those that run are told, and killed with their workers if they do not end.</param>
    /// <returns>The results, in the order of the items. All items are done first, whatever becomes of some; then it fails with what the first of them that failed threw, or with what became of its worker.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable cannot cross.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">The pool has no workers and cannot get any.</exception>
    public PoolResult<TResult[]> MapAsync<T, TResult>(Func<T, Task<TResult>> function, IEnumerable<T> items, PoolMapOptions? options = null, Action<TResult[]>? onSuccess = null, Action<Exception>? onError = null, CancellationToken cancellationToken = default) =>
        new(Map<Func<T, Task<TResult>>, AsyncFunction1<T, TResult>, T, TResult>(function, static function => new AsyncFunction1<T, TResult>(function), items, takesToken: false, options, cancellationToken), onSuccess, onError);

    /// <summary>Applies a function to many items, in chunks that workers share. (Python: <c>map_async</c>.)</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="function">The function. It is given a token that is cancelled when its chunk is to end.</param>
    /// <param name="items">The items; an array must not be changed until the map is done.</param>
    /// <param name="options">How it is done; null for the defaults.</param>
    /// <param name="onSuccess">Given the results, on the thread pool, before they are ready for others. If it throws, that is what they get.</param>
    /// <param name="onError">Given what went wrong, likewise.</param>
    /// <param name="cancellationToken">Chunks that have not begun never run then; those that run are told, and killed with their workers if they do not end.</param>
    /// <returns>The results, in the order of the items. All items are done first, whatever becomes of some; then it fails with what the first of them that failed threw, or with what became of its worker.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable cannot cross.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">The pool has no workers and cannot get any.</exception>
    public PoolResult<TResult[]> MapAsync<T, TResult>(Func<T, CancellationToken, TResult> function, IEnumerable<T> items, PoolMapOptions? options = null, Action<TResult[]>? onSuccess = null, Action<Exception>? onError = null, CancellationToken cancellationToken = default) =>
        new(Map<Func<T, CancellationToken, TResult>, TokenFunction1<T, TResult>, T, TResult>(function, static function => new TokenFunction1<T, TResult>(function), items, takesToken: true, options, cancellationToken), onSuccess, onError);
}
