using Multiprocessing.Pools.Jobs;

namespace Multiprocessing.Python;

/// <content>Applies a function to a stream of items.</content>
public static partial class PythonPool
{
    /// <summary>
    /// Applies a function to items as they are read from the input, and returns the results in the order of the items. (Python:
    /// <c>imap</c>.)
    /// </summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TResult">The type of the result, which travels by value.</typeparam>
    /// <param name="pool">The pool, or a view of it.</param>
    /// <param name="function">The function.</param>
    /// <param name="items">The items, which may be endless: no more are read than may be on their way
    /// (<see cref="TaskOptions.BufferLimit"/>).</param>
    /// <param name="chunkSize">How many items a worker gets at once, at least 1; 1 by default.</param>
    /// <returns>
    /// The results, for <c>foreach</c> and for LINQ; each step waits for one. Nothing is read or run before the first step. Leaving the
    /// enumeration early drops what has not begun. For <c>await foreach</c> there is <c>StreamAsync</c>.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">The chunk's size is less than 1.</exception>
    public static IEnumerable<TResult> IMap<T, TResult>(
        this TaskPool pool, Func<T, TResult> function, IEnumerable<T> items, int? chunkSize = null) =>
        Stream(pool, function, items, chunkSize, ordered: true);

    /// <summary>
    /// Applies a function to items as they are read from the input, and returns the results as they come. (Python: <c>imap_unordered</c>.)
    /// </summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TResult">The type of the result, which travels by value.</typeparam>
    /// <param name="pool">The pool, or a view of it.</param>
    /// <param name="function">The function.</param>
    /// <param name="items">The items, which may be endless: no more are read than may be on their way
    /// (<see cref="TaskOptions.BufferLimit"/>).</param>
    /// <param name="chunkSize">How many items a worker gets at once, at least 1; 1 by default.</param>
    /// <returns>
    /// The results, for <c>foreach</c> and for LINQ; each step waits for one. Nothing is read or run before the first step. Leaving the
    /// enumeration early drops what has not begun. For <c>await foreach</c> there is <c>StreamAsync</c>.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">The chunk's size is less than 1.</exception>
    public static IEnumerable<TResult> IMapUnordered<T, TResult>(
        this TaskPool pool, Func<T, TResult> function, IEnumerable<T> items, int? chunkSize = null) =>
        Stream(pool, function, items, chunkSize, ordered: false);

    private static IEnumerable<TResult> Stream<T, TResult>(
        TaskPool pool, Func<T, TResult> function, IEnumerable<T> items, int? chunkSize, bool ordered) =>
        ((PoolStream<TResult>)pool.WithOptions(new TaskOptions { ChunkSize = chunkSize, Ordered = ordered }).StreamAsync(function,
            items)).ToBlocking();
}
