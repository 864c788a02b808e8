using Multiprocessing.Pools.Functions;

namespace Multiprocessing.Python;

/// <content>Applies one function to many items.</content>
public static partial class PythonPool
{
    /// <summary>Applies a function to many items, and waits for the results. (Python: <c>map</c>.)</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TResult">The type of the result, which travels by value.</typeparam>
    /// <param name="pool">The pool, or a view of it.</param>
    /// <param name="function">The function.</param>
    /// <param name="items">The items; an array must not be changed until the map is done.</param>
    /// <param name="chunkSize">How many items a worker gets at once, at least 1; without it the pool chooses.</param>
    /// <returns>The results, in the order of the items; when all are done, the exception of the first item that failed is thrown.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The chunk's size is less than 1.</exception>
    /// <exception cref="ProcessBoundaryException">A captured variable cannot cross a process border.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">The pool has no workers and cannot get any.</exception>
    public static TResult[] Map<T, TResult>(this TaskPool pool, Func<T, TResult> function, IEnumerable<T> items, int chunkSize) =>
        InChunks(pool, chunkSize).Map(function, items);

    /// <summary>Applies a function to many items. (Python: <c>map_async</c>.)</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TResult">The type of the result, which travels by value.</typeparam>
    /// <param name="pool">The pool, or a view of it.</param>
    /// <param name="function">The function.</param>
    /// <param name="items">The items; an array must not be changed until the map is done.</param>
    /// <param name="chunkSize">How many items a worker gets at once, at least 1; null lets the pool choose.</param>
    /// <param name="callback">Called with the results, on the thread pool, before they are available elsewhere. If it throws, its exception
    /// takes the place of the results.</param>
    /// <param name="errorCallback">Called with the failure, in the same way. If it throws, its exception is kept in the failure's
    /// <see cref="Exception.Data"/> under "Multiprocessing.CallbackFailure".</param>
    /// <returns>The results, in the order of the items.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The chunk's size is less than 1.</exception>
    /// <exception cref="ProcessBoundaryException">A captured variable cannot cross a process border.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">The pool has no workers and cannot get any.</exception>
    public static Task<TResult[]> MapAsync<T, TResult>(
        this TaskPool pool, Func<T, TResult> function, IEnumerable<T> items, int? chunkSize = null,
        Action<TResult[]>? callback = null, Action<Exception>? errorCallback = null) =>
        Callbacks.Add(InChunks(pool, chunkSize).MapAsync(function, items), callback, errorCallback);

    /// <summary>
    /// Applies a function to many tuples, each spread over the function's parameters, and waits for the results. (Python: <c>starmap</c>.)
    /// </summary>
    /// <typeparam name="T1">The type of the items' first parts.</typeparam>
    /// <typeparam name="T2">The type of the items' second parts.</typeparam>
    /// <typeparam name="TResult">The type of the result, which travels by value.</typeparam>
    /// <param name="pool">The pool, or a view of it.</param>
    /// <param name="function">The function.</param>
    /// <param name="items">The items; an array must not be changed until the map is done.</param>
    /// <param name="chunkSize">How many items a worker gets at once, at least 1; null lets the pool choose.</param>
    /// <returns>The results, in the order of the items; when all are done, the exception of the first item that failed is thrown.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The chunk's size is less than 1.</exception>
    /// <exception cref="ProcessBoundaryException">A captured variable cannot cross a process border.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">The pool has no workers and cannot get any.</exception>
    public static TResult[] StarMap<T1, T2, TResult>(
        this TaskPool pool, Func<T1, T2, TResult> function, IEnumerable<(T1, T2)> items, int? chunkSize = null) =>
        InChunks(pool, chunkSize).Map<Func<T1, T2, TResult>, SpreadFunction<T1, T2, TResult>, (T1, T2), TResult>(
            function, static function => new SpreadFunction<T1, T2, TResult>(function), items, takesToken: false,
            CancellationToken.None).Get();

    /// <summary>Applies a function to many tuples, each spread over the function's parameters. (Python: <c>starmap_async</c>.)</summary>
    /// <typeparam name="T1">The type of the items' first parts.</typeparam>
    /// <typeparam name="T2">The type of the items' second parts.</typeparam>
    /// <typeparam name="TResult">The type of the result, which travels by value.</typeparam>
    /// <param name="pool">The pool, or a view of it.</param>
    /// <param name="function">The function.</param>
    /// <param name="items">The items; an array must not be changed until the map is done.</param>
    /// <param name="chunkSize">How many items a worker gets at once, at least 1; null lets the pool choose.</param>
    /// <param name="callback">Called with the results, on the thread pool, before they are available elsewhere. If it throws, its exception
    /// takes the place of the results.</param>
    /// <param name="errorCallback">Called with the failure, in the same way. If it throws, its exception is kept in the failure's
    /// <see cref="Exception.Data"/> under "Multiprocessing.CallbackFailure".</param>
    /// <returns>The results, in the order of the items.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The chunk's size is less than 1.</exception>
    /// <exception cref="ProcessBoundaryException">A captured variable cannot cross a process border.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">The pool has no workers and cannot get any.</exception>
    public static Task<TResult[]> StarMapAsync<T1, T2, TResult>(
        this TaskPool pool, Func<T1, T2, TResult> function, IEnumerable<(T1, T2)> items, int? chunkSize = null,
        Action<TResult[]>? callback = null, Action<Exception>? errorCallback = null) =>
        Callbacks.Add(
            InChunks(pool, chunkSize).Map<Func<T1, T2, TResult>, SpreadFunction<T1, T2, TResult>, (T1, T2), TResult>(
                function, static function => new SpreadFunction<T1, T2, TResult>(function), items, takesToken: false,
                    CancellationToken.None),
                callback, errorCallback);

    private static TaskPool InChunks(TaskPool pool, int? chunkSize) => pool.WithOptions(new TaskOptions { ChunkSize = chunkSize });
}
