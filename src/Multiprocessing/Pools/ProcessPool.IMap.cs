using Multiprocessing.Pools.Functions;

namespace Multiprocessing;

/// <content>A function applied to a stream of items.</content>
public sealed partial class ProcessPool
{
    /// <summary>Applies a function to items as they are read from the input; results come in the order of the items. (Python: <c>imap</c>.)</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="items">The items, which may be endless: no more are read than may be on their way.</param>
    /// <param name="options">How it is done; null for the defaults.</param>
    /// <param name="cancellationToken">Ends it: what has not begun is dropped, what runs is told, and killed with its worker if it does not end.</param>
    /// <returns>The results, for <c>await foreach</c> or <c>foreach</c>. Nothing is read or run before that.</returns>
    public PoolStream<TResult> IMap<T, TResult>(Func<T, TResult> function, IEnumerable<T> items, PoolMapOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        return Stream<Func<T, TResult>, Function1<T, TResult>, T, TResult>(function, static function => new Function1<T, TResult>(function), job => job.Start(items), isOrdered: true, takesToken: false, options, cancellationToken);
    }

    /// <summary>Applies an asynchronous function to items as they are read from the input; results come in the order of the items. (Python: <c>imap</c>.)</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="items">The items, which may be endless: no more are read than may be on their way.</param>
    /// <param name="options">How it is done; null for the defaults.</param>
    /// <param name="cancellationToken">Ends it: what has not begun is dropped, what runs is told, and killed with its worker if it does not end.</param>
    /// <returns>The results, for <c>await foreach</c> or <c>foreach</c>. Nothing is read or run before that.</returns>
    public PoolStream<TResult> IMap<T, TResult>(Func<T, Task<TResult>> function, IEnumerable<T> items, PoolMapOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        return Stream<Func<T, Task<TResult>>, AsyncFunction1<T, TResult>, T, TResult>(function, static function => new AsyncFunction1<T, TResult>(function), job => job.Start(items), isOrdered: true, takesToken: false, options, cancellationToken);
    }

    /// <summary>Applies a function to items as they are read from the input; results come in the order of the items. (Python: <c>imap</c>.)</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="function">The function. It is given a token that is cancelled when its task is to end.</param>
    /// <param name="items">The items, which may be endless: no more are read than may be on their way.</param>
    /// <param name="options">How it is done; null for the defaults.</param>
    /// <param name="cancellationToken">Ends it: what has not begun is dropped, what runs is told, and killed with its worker if it does not end.</param>
    /// <returns>The results, for <c>await foreach</c> or <c>foreach</c>. Nothing is read or run before that.</returns>
    public PoolStream<TResult> IMap<T, TResult>(Func<T, CancellationToken, TResult> function, IEnumerable<T> items, PoolMapOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        return Stream<Func<T, CancellationToken, TResult>, TokenFunction1<T, TResult>, T, TResult>(function, static function => new TokenFunction1<T, TResult>(function), job => job.Start(items), isOrdered: true, takesToken: true, options, cancellationToken);
    }

    /// <summary>Applies a function to items as the input brings them; results come in the order of the items. (Python: <c>imap</c>.)</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="items">The items, which may be endless: no more are read than may be on their way.</param>
    /// <param name="options">How it is done; null for the defaults.</param>
    /// <param name="cancellationToken">Ends it: what has not begun is dropped, what runs is told, and killed with its worker if it does not end.</param>
    /// <returns>The results, for <c>await foreach</c> or <c>foreach</c>. Nothing is read or run before that.</returns>
    public PoolStream<TResult> IMap<T, TResult>(Func<T, TResult> function, IAsyncEnumerable<T> items, PoolMapOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        return Stream<Func<T, TResult>, Function1<T, TResult>, T, TResult>(function, static function => new Function1<T, TResult>(function), job => job.Start(items), isOrdered: true, takesToken: false, options, cancellationToken);
    }

    /// <summary>Applies an asynchronous function to items as the input brings them; results come in the order of the items. (Python: <c>imap</c>.)</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="items">The items, which may be endless: no more are read than may be on their way.</param>
    /// <param name="options">How it is done; null for the defaults.</param>
    /// <param name="cancellationToken">Ends it: what has not begun is dropped, what runs is told, and killed with its worker if it does not end.</param>
    /// <returns>The results, for <c>await foreach</c> or <c>foreach</c>. Nothing is read or run before that.</returns>
    public PoolStream<TResult> IMap<T, TResult>(Func<T, Task<TResult>> function, IAsyncEnumerable<T> items, PoolMapOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        return Stream<Func<T, Task<TResult>>, AsyncFunction1<T, TResult>, T, TResult>(function, static function => new AsyncFunction1<T, TResult>(function), job => job.Start(items), isOrdered: true, takesToken: false, options, cancellationToken);
    }

    /// <summary>Applies a function to items as the input brings them; results come in the order of the items. (Python: <c>imap</c>.)</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="function">The function. It is given a token that is cancelled when its task is to end.</param>
    /// <param name="items">The items, which may be endless: no more are read than may be on their way.</param>
    /// <param name="options">How it is done; null for the defaults.</param>
    /// <param name="cancellationToken">Ends it: what has not begun is dropped, what runs is told, and killed with its worker if it does not end.</param>
    /// <returns>The results, for <c>await foreach</c> or <c>foreach</c>. Nothing is read or run before that.</returns>
    public PoolStream<TResult> IMap<T, TResult>(Func<T, CancellationToken, TResult> function, IAsyncEnumerable<T> items, PoolMapOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        return Stream<Func<T, CancellationToken, TResult>, TokenFunction1<T, TResult>, T, TResult>(function, static function => new TokenFunction1<T, TResult>(function), job => job.Start(items), isOrdered: true, takesToken: true, options, cancellationToken);
    }

    /// <summary>Applies a function to items as they are read from the input; results come as soon as they are there. (Python: <c>imap_unordered</c>.)</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="items">The items, which may be endless: no more are read than may be on their way.</param>
    /// <param name="options">How it is done; null for the defaults.</param>
    /// <param name="cancellationToken">Ends it: what has not begun is dropped, what runs is told, and killed with its worker if it does not end.</param>
    /// <returns>The results, for <c>await foreach</c> or <c>foreach</c>. Nothing is read or run before that.</returns>
    public PoolStream<TResult> IMapUnordered<T, TResult>(Func<T, TResult> function, IEnumerable<T> items, PoolMapOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        return Stream<Func<T, TResult>, Function1<T, TResult>, T, TResult>(function, static function => new Function1<T, TResult>(function), job => job.Start(items), isOrdered: false, takesToken: false, options, cancellationToken);
    }

    /// <summary>Applies an asynchronous function to items as they are read from the input; results come as soon as they are there. (Python: <c>imap_unordered</c>.)</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="items">The items, which may be endless: no more are read than may be on their way.</param>
    /// <param name="options">How it is done; null for the defaults.</param>
    /// <param name="cancellationToken">Ends it: what has not begun is dropped, what runs is told, and killed with its worker if it does not end.</param>
    /// <returns>The results, for <c>await foreach</c> or <c>foreach</c>. Nothing is read or run before that.</returns>
    public PoolStream<TResult> IMapUnordered<T, TResult>(Func<T, Task<TResult>> function, IEnumerable<T> items, PoolMapOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        return Stream<Func<T, Task<TResult>>, AsyncFunction1<T, TResult>, T, TResult>(function, static function => new AsyncFunction1<T, TResult>(function), job => job.Start(items), isOrdered: false, takesToken: false, options, cancellationToken);
    }

    /// <summary>Applies a function to items as they are read from the input; results come as soon as they are there. (Python: <c>imap_unordered</c>.)</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="function">The function. It is given a token that is cancelled when its task is to end.</param>
    /// <param name="items">The items, which may be endless: no more are read than may be on their way.</param>
    /// <param name="options">How it is done; null for the defaults.</param>
    /// <param name="cancellationToken">Ends it: what has not begun is dropped, what runs is told, and killed with its worker if it does not end.</param>
    /// <returns>The results, for <c>await foreach</c> or <c>foreach</c>. Nothing is read or run before that.</returns>
    public PoolStream<TResult> IMapUnordered<T, TResult>(Func<T, CancellationToken, TResult> function, IEnumerable<T> items, PoolMapOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        return Stream<Func<T, CancellationToken, TResult>, TokenFunction1<T, TResult>, T, TResult>(function, static function => new TokenFunction1<T, TResult>(function), job => job.Start(items), isOrdered: false, takesToken: true, options, cancellationToken);
    }

    /// <summary>Applies a function to items as the input brings them; results come as soon as they are there. (Python: <c>imap_unordered</c>.)</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="items">The items, which may be endless: no more are read than may be on their way.</param>
    /// <param name="options">How it is done; null for the defaults.</param>
    /// <param name="cancellationToken">Ends it: what has not begun is dropped, what runs is told, and killed with its worker if it does not end.</param>
    /// <returns>The results, for <c>await foreach</c> or <c>foreach</c>. Nothing is read or run before that.</returns>
    public PoolStream<TResult> IMapUnordered<T, TResult>(Func<T, TResult> function, IAsyncEnumerable<T> items, PoolMapOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        return Stream<Func<T, TResult>, Function1<T, TResult>, T, TResult>(function, static function => new Function1<T, TResult>(function), job => job.Start(items), isOrdered: false, takesToken: false, options, cancellationToken);
    }

    /// <summary>Applies an asynchronous function to items as the input brings them; results come as soon as they are there. (Python: <c>imap_unordered</c>.)</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="items">The items, which may be endless: no more are read than may be on their way.</param>
    /// <param name="options">How it is done; null for the defaults.</param>
    /// <param name="cancellationToken">Ends it: what has not begun is dropped, what runs is told, and killed with its worker if it does not end.</param>
    /// <returns>The results, for <c>await foreach</c> or <c>foreach</c>. Nothing is read or run before that.</returns>
    public PoolStream<TResult> IMapUnordered<T, TResult>(Func<T, Task<TResult>> function, IAsyncEnumerable<T> items, PoolMapOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        return Stream<Func<T, Task<TResult>>, AsyncFunction1<T, TResult>, T, TResult>(function, static function => new AsyncFunction1<T, TResult>(function), job => job.Start(items), isOrdered: false, takesToken: false, options, cancellationToken);
    }

    /// <summary>Applies a function to items as the input brings them; results come as soon as they are there. (Python: <c>imap_unordered</c>.)</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="function">The function. It is given a token that is cancelled when its task is to end.</param>
    /// <param name="items">The items, which may be endless: no more are read than may be on their way.</param>
    /// <param name="options">How it is done; null for the defaults.</param>
    /// <param name="cancellationToken">Ends it: what has not begun is dropped, what runs is told, and killed with its worker if it does not end.</param>
    /// <returns>The results, for <c>await foreach</c> or <c>foreach</c>. Nothing is read or run before that.</returns>
    public PoolStream<TResult> IMapUnordered<T, TResult>(Func<T, CancellationToken, TResult> function, IAsyncEnumerable<T> items, PoolMapOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        return Stream<Func<T, CancellationToken, TResult>, TokenFunction1<T, TResult>, T, TResult>(function, static function => new TokenFunction1<T, TResult>(function), job => job.Start(items), isOrdered: false, takesToken: true, options, cancellationToken);
    }
}
