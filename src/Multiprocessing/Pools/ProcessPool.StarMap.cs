using Multiprocessing.Pools.Functions;

namespace Multiprocessing;

/// <content>A function of several parameters applied to many tuples.</content>
public sealed partial class ProcessPool
{
    /// <summary>Applies a function to many pairs, each spread over its parameters, in chunks that workers share. (Python: <c>starmap_async</c>.)</summary>
    /// <typeparam name="T1">The type of the first parameter.</typeparam>
    /// <typeparam name="T2">The type of the second parameter.</typeparam>
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
    public PoolResult<TResult[]> StarMapAsync<T1, T2, TResult>(Func<T1, T2, TResult> function, IEnumerable<(T1, T2)> items, PoolMapOptions? options = null, Action<TResult[]>? onSuccess = null, Action<Exception>? onError = null, CancellationToken cancellationToken = default) =>
        new(Map<Func<T1, T2, TResult>, Function2<T1, T2, TResult>, (T1, T2), TResult>(function, static function => new Function2<T1, T2, TResult>(function), items, takesToken: false, options, cancellationToken), onSuccess, onError);

    /// <summary>Applies a function to many pairs, each spread over its parameters, and waits for the results. (Python: <c>starmap</c>.)</summary>
    /// <typeparam name="T1">The type of the first parameter.</typeparam>
    /// <typeparam name="T2">The type of the second parameter.</typeparam>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="items">The items; an array must not be changed until the map is done.</param>
    /// <param name="options">How it is done; null for the defaults.</param>
    /// <returns>The results, in the order of the items. All items are done first, whatever becomes of some; then what the first of them that failed threw is thrown, or what became of its worker.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable cannot cross.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">The pool has no workers and cannot get any.</exception>
    public TResult[] StarMap<T1, T2, TResult>(Func<T1, T2, TResult> function, IEnumerable<(T1, T2)> items, PoolMapOptions? options = null) => StarMapAsync(function, items, options).Get();

    /// <summary>Applies an asynchronous function to many pairs, each spread over its parameters, in chunks that workers share. (Python: <c>starmap_async</c>.)</summary>
    /// <typeparam name="T1">The type of the first parameter.</typeparam>
    /// <typeparam name="T2">The type of the second parameter.</typeparam>
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
    public PoolResult<TResult[]> StarMapAsync<T1, T2, TResult>(Func<T1, T2, Task<TResult>> function, IEnumerable<(T1, T2)> items, PoolMapOptions? options = null, Action<TResult[]>? onSuccess = null, Action<Exception>? onError = null, CancellationToken cancellationToken = default) =>
        new(Map<Func<T1, T2, Task<TResult>>, AsyncFunction2<T1, T2, TResult>, (T1, T2), TResult>(function, static function => new AsyncFunction2<T1, T2, TResult>(function), items, takesToken: false, options, cancellationToken), onSuccess, onError);

    /// <summary>Applies a function to many triples, each spread over its parameters, in chunks that workers share. (Python: <c>starmap_async</c>.)</summary>
    /// <typeparam name="T1">The type of the first parameter.</typeparam>
    /// <typeparam name="T2">The type of the second parameter.</typeparam>
    /// <typeparam name="T3">The type of the third parameter.</typeparam>
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
    public PoolResult<TResult[]> StarMapAsync<T1, T2, T3, TResult>(Func<T1, T2, T3, TResult> function, IEnumerable<(T1, T2, T3)> items, PoolMapOptions? options = null, Action<TResult[]>? onSuccess = null, Action<Exception>? onError = null, CancellationToken cancellationToken = default) =>
        new(Map<Func<T1, T2, T3, TResult>, Function3<T1, T2, T3, TResult>, (T1, T2, T3), TResult>(function, static function => new Function3<T1, T2, T3, TResult>(function), items, takesToken: false, options, cancellationToken), onSuccess, onError);

    /// <summary>Applies a function to many triples, each spread over its parameters, and waits for the results. (Python: <c>starmap</c>.)</summary>
    /// <typeparam name="T1">The type of the first parameter.</typeparam>
    /// <typeparam name="T2">The type of the second parameter.</typeparam>
    /// <typeparam name="T3">The type of the third parameter.</typeparam>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="items">The items; an array must not be changed until the map is done.</param>
    /// <param name="options">How it is done; null for the defaults.</param>
    /// <returns>The results, in the order of the items. All items are done first, whatever becomes of some; then what the first of them that failed threw is thrown, or what became of its worker.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable cannot cross.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">The pool has no workers and cannot get any.</exception>
    public TResult[] StarMap<T1, T2, T3, TResult>(Func<T1, T2, T3, TResult> function, IEnumerable<(T1, T2, T3)> items, PoolMapOptions? options = null) => StarMapAsync(function, items, options).Get();

    /// <summary>Applies an asynchronous function to many triples, each spread over its parameters, in chunks that workers share. (Python: <c>starmap_async</c>.)</summary>
    /// <typeparam name="T1">The type of the first parameter.</typeparam>
    /// <typeparam name="T2">The type of the second parameter.</typeparam>
    /// <typeparam name="T3">The type of the third parameter.</typeparam>
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
    public PoolResult<TResult[]> StarMapAsync<T1, T2, T3, TResult>(Func<T1, T2, T3, Task<TResult>> function, IEnumerable<(T1, T2, T3)> items, PoolMapOptions? options = null, Action<TResult[]>? onSuccess = null, Action<Exception>? onError = null, CancellationToken cancellationToken = default) =>
        new(Map<Func<T1, T2, T3, Task<TResult>>, AsyncFunction3<T1, T2, T3, TResult>, (T1, T2, T3), TResult>(function, static function => new AsyncFunction3<T1, T2, T3, TResult>(function), items, takesToken: false, options, cancellationToken), onSuccess, onError);
}
