using System.Runtime.CompilerServices;
using Multiprocessing.Pools.Functions;

namespace Multiprocessing;

/// <content>Applies a function to the items of an asynchronous input.</content>
public abstract partial class TaskPool
{
    /// <summary>
    /// Applies a function to items as the input brings them, and returns a stream of results: in the order of the items unless
    /// <see cref="TaskOptions.Ordered"/> is false. Nothing is read or run before the first step of an enumeration, and each enumeration
    /// reads the input anew; leaving one early drops what has not begun. A failure is thrown where its result would be; the enumerator may
    /// be asked for more after it. (Python: <c>imap</c>, <c>imap_unordered</c>.)
    /// </summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TResult">The type of the result, which travels by value.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="items">The items, which may be endless: no more are read than may be on their way
    /// (<see cref="TaskOptions.BufferLimit"/>).</param>
    /// <param name="cancellationToken">Ends the stream. Tasks that have not begun are dropped; running ones are told, and killed with their
    /// workers if they do not end.</param>
    /// <returns>The results, for <c>await foreach</c>. The first step throws <see cref="ProcessBoundaryException"/> where a captured
    /// variable cannot cross a process border, and <see cref="InvalidOperationException"/> where the pool takes no more tasks.</returns>
    /// <exception cref="ArgumentException">The function returns a task without a result: use <c>ForEachAsync</c>.</exception>
    public IAsyncEnumerable<TResult> StreamAsync<T, TResult>(
        Func<T, TResult> function, IAsyncEnumerable<T> items, CancellationToken cancellationToken = default) =>
        Stream<Func<T, TResult>, Function1<T, TResult>, T, TResult>(
            function, static function => new Function1<T, TResult>(function), items, takesToken: false, cancellationToken);

    /// <summary>Applies an asynchronous function to items as the input brings them, and returns a stream of results.</summary>
    /// <inheritdoc cref="StreamAsync{T, TResult}(Func{T, TResult}, IAsyncEnumerable{T}, CancellationToken)"/>
    [OverloadResolutionPriority(2)]
    public IAsyncEnumerable<TResult> StreamAsync<T, TResult>(
        Func<T, Task<TResult>> function, IAsyncEnumerable<T> items, CancellationToken cancellationToken = default) =>
        Stream<Func<T, Task<TResult>>, AsyncFunction1<T, TResult>, T, TResult>(
            function, static function => new AsyncFunction1<T, TResult>(function), items, takesToken: false, cancellationToken);

    /// <summary>Applies an asynchronous function to items as the input brings them, and returns a stream of results.</summary>
    /// <inheritdoc cref="StreamAsync{T, TResult}(Func{T, TResult}, IAsyncEnumerable{T}, CancellationToken)"/>
    [OverloadResolutionPriority(1)]
    public IAsyncEnumerable<TResult> StreamAsync<T, TResult>(
        Func<T, ValueTask<TResult>> function, IAsyncEnumerable<T> items, CancellationToken cancellationToken = default) =>
        Stream<Func<T, ValueTask<TResult>>, ValueFunction1<T, TResult>, T, TResult>(
            function, static function => new ValueFunction1<T, TResult>(function), items, takesToken: false, cancellationToken);

    /// <summary>
    /// Applies a function to items as the input brings them, and returns a stream of results. The function gets a token that is cancelled
    /// when its task is to end, by the caller or by a time limit.
    /// </summary>
    /// <inheritdoc cref="StreamAsync{T, TResult}(Func{T, TResult}, IAsyncEnumerable{T}, CancellationToken)"/>
    [OverloadResolutionPriority(-3)]
    public IAsyncEnumerable<TResult> StreamAsync<T, TResult>(
        Func<T, CancellationToken, TResult> function, IAsyncEnumerable<T> items, CancellationToken cancellationToken = default) =>
        Stream<Func<T, CancellationToken, TResult>, TokenFunction1<T, TResult>, T, TResult>(
            function, static function => new TokenFunction1<T, TResult>(function), items, takesToken: true, cancellationToken);

    /// <summary>
    /// Applies an asynchronous function to items as the input brings them, and returns a stream of results. The function gets a token that
    /// is cancelled when its task is to end, by the caller or by a time limit.
    /// </summary>
    /// <inheritdoc cref="StreamAsync{T, TResult}(Func{T, TResult}, IAsyncEnumerable{T}, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public IAsyncEnumerable<TResult> StreamAsync<T, TResult>(
        Func<T, CancellationToken, Task<TResult>> function, IAsyncEnumerable<T> items, CancellationToken cancellationToken = default) =>
        Stream<Func<T, CancellationToken, Task<TResult>>, TokenAsyncFunction1<T, TResult>, T, TResult>(
            function, static function => new TokenAsyncFunction1<T, TResult>(function), items, takesToken: true, cancellationToken);

    /// <summary>
    /// Applies an asynchronous function to items as the input brings them, and returns a stream of results. The function gets a token that
    /// is cancelled when its task is to end, by the caller or by a time limit.
    /// </summary>
    /// <inheritdoc cref="StreamAsync{T, TResult}(Func{T, TResult}, IAsyncEnumerable{T}, CancellationToken)"/>
    [OverloadResolutionPriority(-2)]
    public IAsyncEnumerable<TResult> StreamAsync<T, TResult>(
        Func<T, CancellationToken, ValueTask<TResult>> function, IAsyncEnumerable<T> items,
        CancellationToken cancellationToken = default) =>
        Stream<Func<T, CancellationToken, ValueTask<TResult>>, TokenValueFunction1<T, TResult>, T, TResult>(
            function, static function => new TokenValueFunction1<T, TResult>(function), items, takesToken: true, cancellationToken);
}
