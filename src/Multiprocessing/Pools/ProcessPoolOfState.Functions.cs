using Multiprocessing.Pools.Functions;

namespace Multiprocessing;

/// <content>Functions that are given the worker's state.</content>
public sealed partial class ProcessPool<TState>
{
    /// <summary>Runs a function in a worker, with the worker's state.</summary>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="function">The function; it is given the state first.</param>
    /// <param name="options">What holds for this task; null for what the pool's options say.</param>
    /// <param name="cancellationToken">A task that has not begun never runs then. One that runs is told, if its function takes this token or captures it, and has the grace period to end; otherwise it is killed with its worker.</param>
    /// <returns>The result. It fails with what the function threw; with <see cref="ProcessCrashedException"/> when its worker was lost, <see cref="TimeoutException"/> or <see cref="InsufficientMemoryException"/> when it was killed for a limit.</returns>
    /// <exception cref="ProcessBoundaryException">An argument or a captured variable cannot cross.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">The pool has no workers and cannot get any.</exception>
    public Task<TResult> RunAsync<TResult>(Func<TState, TResult> function, PoolTaskOptions? options = null, CancellationToken cancellationToken = default) =>
        _pool.Submit<Func<TState, TResult>, StateFunction0<TState, TResult>, Nothing, TResult>(function, static function => new StateFunction0<TState, TResult>(function), default(Nothing), takesToken: false, options, cancellationToken);

    /// <summary>Runs an asynchronous function in a worker, with the worker's state.</summary>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="function">The function; it is given the state first.</param>
    /// <param name="options">What holds for this task; null for what the pool's options say.</param>
    /// <param name="cancellationToken">A task that has not begun never runs then. One that runs is told, if its function takes this token or captures it, and has the grace period to end; otherwise it is killed with its worker.</param>
    /// <returns>The result. It fails with what the function threw; with <see cref="ProcessCrashedException"/> when its worker was lost, <see cref="TimeoutException"/> or <see cref="InsufficientMemoryException"/> when it was killed for a limit.</returns>
    /// <exception cref="ProcessBoundaryException">An argument or a captured variable cannot cross.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">The pool has no workers and cannot get any.</exception>
    public Task<TResult> RunAsync<TResult>(Func<TState, Task<TResult>> function, PoolTaskOptions? options = null, CancellationToken cancellationToken = default) =>
        _pool.Submit<Func<TState, Task<TResult>>, AsyncStateFunction0<TState, TResult>, Nothing, TResult>(function, static function => new AsyncStateFunction0<TState, TResult>(function), default(Nothing), takesToken: false, options, cancellationToken);

    /// <summary>Runs a function in a worker, with the worker's state.</summary>
    /// <typeparam name="T">The type of the argument.</typeparam>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="function">The function; it is given the state first.</param>
    /// <param name="argument">The argument.</param>
    /// <param name="options">What holds for this task; null for what the pool's options say.</param>
    /// <param name="cancellationToken">A task that has not begun never runs then. One that runs is told, if its function takes this token or captures it, and has the grace period to end; otherwise it is killed with its worker.</param>
    /// <returns>The result. It fails with what the function threw; with <see cref="ProcessCrashedException"/> when its worker was lost, <see cref="TimeoutException"/> or <see cref="InsufficientMemoryException"/> when it was killed for a limit.</returns>
    /// <exception cref="ProcessBoundaryException">An argument or a captured variable cannot cross.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">The pool has no workers and cannot get any.</exception>
    public Task<TResult> RunAsync<T, TResult>(Func<TState, T, TResult> function, T argument, PoolTaskOptions? options = null, CancellationToken cancellationToken = default) =>
        _pool.Submit<Func<TState, T, TResult>, StateFunction1<TState, T, TResult>, T, TResult>(function, static function => new StateFunction1<TState, T, TResult>(function), argument, takesToken: false, options, cancellationToken);

    /// <summary>Runs an asynchronous function in a worker, with the worker's state.</summary>
    /// <typeparam name="T">The type of the argument.</typeparam>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="function">The function; it is given the state first.</param>
    /// <param name="argument">The argument.</param>
    /// <param name="options">What holds for this task; null for what the pool's options say.</param>
    /// <param name="cancellationToken">A task that has not begun never runs then. One that runs is told, if its function takes this token or captures it, and has the grace period to end; otherwise it is killed with its worker.</param>
    /// <returns>The result. It fails with what the function threw; with <see cref="ProcessCrashedException"/> when its worker was lost, <see cref="TimeoutException"/> or <see cref="InsufficientMemoryException"/> when it was killed for a limit.</returns>
    /// <exception cref="ProcessBoundaryException">An argument or a captured variable cannot cross.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">The pool has no workers and cannot get any.</exception>
    public Task<TResult> RunAsync<T, TResult>(Func<TState, T, Task<TResult>> function, T argument, PoolTaskOptions? options = null, CancellationToken cancellationToken = default) =>
        _pool.Submit<Func<TState, T, Task<TResult>>, AsyncStateFunction1<TState, T, TResult>, T, TResult>(function, static function => new AsyncStateFunction1<TState, T, TResult>(function), argument, takesToken: false, options, cancellationToken);

    /// <summary>Applies a function to many items, with the workers' state.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="function">The function; it is given the state first.</param>
    /// <param name="items">The items; an array must not be changed until the map is done.</param>
    /// <param name="options">How it is done; null for the defaults.</param>
    /// <param name="onSuccess">Given the results, on the thread pool, before they are ready for others. If it throws, that is what they get.</param>
    /// <param name="onError">Given what went wrong, likewise.</param>
    /// <param name="cancellationToken">Chunks that have not begun never run then; those that run are told, and killed with their workers if they do not end.</param>
    /// <returns>The results, in the order of the items. All items are done first, whatever becomes of some; then it fails with what the first of them that failed threw, or with what became of its worker.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable cannot cross.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">The pool has no workers and cannot get any.</exception>
    public PoolResult<TResult[]> MapAsync<T, TResult>(Func<TState, T, TResult> function, IEnumerable<T> items, PoolMapOptions? options = null, Action<TResult[]>? onSuccess = null, Action<Exception>? onError = null, CancellationToken cancellationToken = default) =>
        new(_pool.Map<Func<TState, T, TResult>, StateFunction1<TState, T, TResult>, T, TResult>(function, static function => new StateFunction1<TState, T, TResult>(function), items, takesToken: false, options, cancellationToken), onSuccess, onError);

    /// <summary>Applies an asynchronous function to many items, with the workers' state.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="function">The function; it is given the state first.</param>
    /// <param name="items">The items; an array must not be changed until the map is done.</param>
    /// <param name="options">How it is done; null for the defaults.</param>
    /// <param name="onSuccess">Given the results, on the thread pool, before they are ready for others. If it throws, that is what they get.</param>
    /// <param name="onError">Given what went wrong, likewise.</param>
    /// <param name="cancellationToken">Chunks that have not begun never run then; those that run are told, and killed with their workers if they do not end.</param>
    /// <returns>The results, in the order of the items. All items are done first, whatever becomes of some; then it fails with what the first of them that failed threw, or with what became of its worker.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable cannot cross.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">The pool has no workers and cannot get any.</exception>
    public PoolResult<TResult[]> MapAsync<T, TResult>(Func<TState, T, Task<TResult>> function, IEnumerable<T> items, PoolMapOptions? options = null, Action<TResult[]>? onSuccess = null, Action<Exception>? onError = null, CancellationToken cancellationToken = default) =>
        new(_pool.Map<Func<TState, T, Task<TResult>>, AsyncStateFunction1<TState, T, TResult>, T, TResult>(function, static function => new AsyncStateFunction1<TState, T, TResult>(function), items, takesToken: false, options, cancellationToken), onSuccess, onError);

    /// <summary>Applies a function to items as they are read from the input, with the workers' state; results come in the order of the items.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="function">The function; it is given the state first.</param>
    /// <param name="items">The items, which may be endless: no more are read than may be on their way.</param>
    /// <param name="options">How it is done; null for the defaults.</param>
    /// <param name="cancellationToken">Ends it: what has not begun is dropped, what runs is told, and killed with its worker if it does not end.</param>
    /// <returns>The results, for <c>await foreach</c> or <c>foreach</c>. Nothing is read or run before that.</returns>
    public PoolStream<TResult> IMap<T, TResult>(Func<TState, T, TResult> function, IEnumerable<T> items, PoolMapOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        return _pool.Stream<Func<TState, T, TResult>, StateFunction1<TState, T, TResult>, T, TResult>(function, static function => new StateFunction1<TState, T, TResult>(function), job => job.Start(items), isOrdered: true, takesToken: false, options, cancellationToken);
    }

    /// <summary>Applies an asynchronous function to items as they are read from the input, with the workers' state; results come in the order of the items.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="function">The function; it is given the state first.</param>
    /// <param name="items">The items, which may be endless: no more are read than may be on their way.</param>
    /// <param name="options">How it is done; null for the defaults.</param>
    /// <param name="cancellationToken">Ends it: what has not begun is dropped, what runs is told, and killed with its worker if it does not end.</param>
    /// <returns>The results, for <c>await foreach</c> or <c>foreach</c>. Nothing is read or run before that.</returns>
    public PoolStream<TResult> IMap<T, TResult>(Func<TState, T, Task<TResult>> function, IEnumerable<T> items, PoolMapOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        return _pool.Stream<Func<TState, T, Task<TResult>>, AsyncStateFunction1<TState, T, TResult>, T, TResult>(function, static function => new AsyncStateFunction1<TState, T, TResult>(function), job => job.Start(items), isOrdered: true, takesToken: false, options, cancellationToken);
    }

    /// <summary>Applies a function to items as the input brings them, with the workers' state; results come in the order of the items.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="function">The function; it is given the state first.</param>
    /// <param name="items">The items, which may be endless: no more are read than may be on their way.</param>
    /// <param name="options">How it is done; null for the defaults.</param>
    /// <param name="cancellationToken">Ends it: what has not begun is dropped, what runs is told, and killed with its worker if it does not end.</param>
    /// <returns>The results, for <c>await foreach</c> or <c>foreach</c>. Nothing is read or run before that.</returns>
    public PoolStream<TResult> IMap<T, TResult>(Func<TState, T, TResult> function, IAsyncEnumerable<T> items, PoolMapOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        return _pool.Stream<Func<TState, T, TResult>, StateFunction1<TState, T, TResult>, T, TResult>(function, static function => new StateFunction1<TState, T, TResult>(function), job => job.Start(items), isOrdered: true, takesToken: false, options, cancellationToken);
    }

    /// <summary>Applies an asynchronous function to items as the input brings them, with the workers' state; results come in the order of the items.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="function">The function; it is given the state first.</param>
    /// <param name="items">The items, which may be endless: no more are read than may be on their way.</param>
    /// <param name="options">How it is done; null for the defaults.</param>
    /// <param name="cancellationToken">Ends it: what has not begun is dropped, what runs is told, and killed with its worker if it does not end.</param>
    /// <returns>The results, for <c>await foreach</c> or <c>foreach</c>. Nothing is read or run before that.</returns>
    public PoolStream<TResult> IMap<T, TResult>(Func<TState, T, Task<TResult>> function, IAsyncEnumerable<T> items, PoolMapOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        return _pool.Stream<Func<TState, T, Task<TResult>>, AsyncStateFunction1<TState, T, TResult>, T, TResult>(function, static function => new AsyncStateFunction1<TState, T, TResult>(function), job => job.Start(items), isOrdered: true, takesToken: false, options, cancellationToken);
    }

    /// <summary>Applies a function to items as they are read from the input, with the workers' state; results come as soon as they are there.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="function">The function; it is given the state first.</param>
    /// <param name="items">The items, which may be endless: no more are read than may be on their way.</param>
    /// <param name="options">How it is done; null for the defaults.</param>
    /// <param name="cancellationToken">Ends it: what has not begun is dropped, what runs is told, and killed with its worker if it does not end.</param>
    /// <returns>The results, for <c>await foreach</c> or <c>foreach</c>. Nothing is read or run before that.</returns>
    public PoolStream<TResult> IMapUnordered<T, TResult>(Func<TState, T, TResult> function, IEnumerable<T> items, PoolMapOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        return _pool.Stream<Func<TState, T, TResult>, StateFunction1<TState, T, TResult>, T, TResult>(function, static function => new StateFunction1<TState, T, TResult>(function), job => job.Start(items), isOrdered: false, takesToken: false, options, cancellationToken);
    }

    /// <summary>Applies an asynchronous function to items as they are read from the input, with the workers' state; results come as soon as they are there.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="function">The function; it is given the state first.</param>
    /// <param name="items">The items, which may be endless: no more are read than may be on their way.</param>
    /// <param name="options">How it is done; null for the defaults.</param>
    /// <param name="cancellationToken">Ends it: what has not begun is dropped, what runs is told, and killed with its worker if it does not end.</param>
    /// <returns>The results, for <c>await foreach</c> or <c>foreach</c>. Nothing is read or run before that.</returns>
    public PoolStream<TResult> IMapUnordered<T, TResult>(Func<TState, T, Task<TResult>> function, IEnumerable<T> items, PoolMapOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        return _pool.Stream<Func<TState, T, Task<TResult>>, AsyncStateFunction1<TState, T, TResult>, T, TResult>(function, static function => new AsyncStateFunction1<TState, T, TResult>(function), job => job.Start(items), isOrdered: false, takesToken: false, options, cancellationToken);
    }

    /// <summary>Applies a function to items as the input brings them, with the workers' state; results come as soon as they are there.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="function">The function; it is given the state first.</param>
    /// <param name="items">The items, which may be endless: no more are read than may be on their way.</param>
    /// <param name="options">How it is done; null for the defaults.</param>
    /// <param name="cancellationToken">Ends it: what has not begun is dropped, what runs is told, and killed with its worker if it does not end.</param>
    /// <returns>The results, for <c>await foreach</c> or <c>foreach</c>. Nothing is read or run before that.</returns>
    public PoolStream<TResult> IMapUnordered<T, TResult>(Func<TState, T, TResult> function, IAsyncEnumerable<T> items, PoolMapOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        return _pool.Stream<Func<TState, T, TResult>, StateFunction1<TState, T, TResult>, T, TResult>(function, static function => new StateFunction1<TState, T, TResult>(function), job => job.Start(items), isOrdered: false, takesToken: false, options, cancellationToken);
    }

    /// <summary>Applies an asynchronous function to items as the input brings them, with the workers' state; results come as soon as they are there.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="function">The function; it is given the state first.</param>
    /// <param name="items">The items, which may be endless: no more are read than may be on their way.</param>
    /// <param name="options">How it is done; null for the defaults.</param>
    /// <param name="cancellationToken">Ends it: what has not begun is dropped, what runs is told, and killed with its worker if it does not end.</param>
    /// <returns>The results, for <c>await foreach</c> or <c>foreach</c>. Nothing is read or run before that.</returns>
    public PoolStream<TResult> IMapUnordered<T, TResult>(Func<TState, T, Task<TResult>> function, IAsyncEnumerable<T> items, PoolMapOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        return _pool.Stream<Func<TState, T, Task<TResult>>, AsyncStateFunction1<TState, T, TResult>, T, TResult>(function, static function => new AsyncStateFunction1<TState, T, TResult>(function), job => job.Start(items), isOrdered: false, takesToken: false, options, cancellationToken);
    }
}
