namespace Multiprocessing.Python;

/// <content>Runs one function.</content>
public static partial class PythonPool
{
    /// <summary>Runs a function in a worker and waits for what it returns. (Python: <c>apply</c>.)</summary>
    /// <typeparam name="TResult">The type of the result, which travels by value.</typeparam>
    /// <param name="pool">The pool, or a view of it.</param>
    /// <param name="function">The function.</param>
    /// <returns>The function's result; an exception of the function is thrown.</returns>
    /// <exception cref="ProcessBoundaryException">An argument or a captured variable cannot cross a process border.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">The pool has no workers and cannot get any.</exception>
    public static TResult Apply<TResult>(this TaskPool pool, Func<TResult> function) =>
        pool.Run(function);

    /// <summary>Runs a function of one argument in a worker and waits for what it returns. (Python: <c>apply</c>.)</summary>
    /// <typeparam name="T">The type of the argument.</typeparam>
    /// <typeparam name="TResult">The type of the result, which travels by value.</typeparam>
    /// <param name="pool">The pool, or a view of it.</param>
    /// <param name="function">The function.</param>
    /// <param name="argument">The argument.</param>
    /// <returns>The function's result; an exception of the function is thrown.</returns>
    /// <exception cref="ProcessBoundaryException">An argument or a captured variable cannot cross a process border.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">The pool has no workers and cannot get any.</exception>
    public static TResult Apply<T, TResult>(this TaskPool pool, Func<T, TResult> function, T argument) =>
        pool.Run(function, argument);

    /// <summary>Runs a function in a worker. (Python: <c>apply_async</c>.)</summary>
    /// <typeparam name="TResult">The type of the result, which travels by value.</typeparam>
    /// <param name="pool">The pool, or a view of it.</param>
    /// <param name="function">The function.</param>
    /// <param name="callback">Called with the result, on the thread pool, before the result is available elsewhere. If it throws, its
    /// exception takes the place of the result.</param>
    /// <param name="errorCallback">Called with the failure, in the same way. If it throws, its exception is kept in the failure's
    /// <see cref="Exception.Data"/> under "Multiprocessing.CallbackFailure".</param>
    /// <returns>The result, to be awaited or asked for by <c>Get</c>.</returns>
    /// <exception cref="ProcessBoundaryException">An argument or a captured variable cannot cross a process border.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">The pool has no workers and cannot get any.</exception>
    public static Task<TResult> ApplyAsync<TResult>(
        this TaskPool pool, Func<TResult> function, Action<TResult>? callback = null, Action<Exception>? errorCallback = null) =>
        Callbacks.Add(pool.RunAsync(function), callback, errorCallback);

    /// <summary>Runs a function of one argument in a worker. (Python: <c>apply_async</c>.)</summary>
    /// <typeparam name="T">The type of the argument.</typeparam>
    /// <typeparam name="TResult">The type of the result, which travels by value.</typeparam>
    /// <param name="pool">The pool, or a view of it.</param>
    /// <param name="function">The function.</param>
    /// <param name="argument">The argument.</param>
    /// <param name="callback">Called with the result, on the thread pool, before the result is available elsewhere. If it throws, its
    /// exception takes the place of the result.</param>
    /// <param name="errorCallback">Called with the failure, in the same way. If it throws, its exception is kept in the failure's
    /// <see cref="Exception.Data"/> under "Multiprocessing.CallbackFailure".</param>
    /// <returns>The result, to be awaited or asked for by <c>Get</c>.</returns>
    /// <exception cref="ProcessBoundaryException">An argument or a captured variable cannot cross a process border.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">The pool has no workers and cannot get any.</exception>
    public static Task<TResult> ApplyAsync<T, TResult>(
        this TaskPool pool, Func<T, TResult> function, T argument,
        Action<TResult>? callback = null, Action<Exception>? errorCallback = null) =>
        Callbacks.Add(pool.RunAsync(function, argument), callback, errorCallback);
}
