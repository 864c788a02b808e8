using Multiprocessing.Pools.Functions;

namespace Multiprocessing;

/// <content>One function in a worker, in Python's words.</content>
public sealed partial class ProcessPool
{
    /// <summary>Runs a function in a worker and waits for what it returns. (Python: <c>apply</c>.)</summary>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="options">What holds for this task; null for what the pool's options say.</param>
    /// <returns>What the function returned; what it threw is thrown.</returns>
    /// <exception cref="ProcessBoundaryException">An argument or a captured variable cannot cross.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">The pool has no workers and cannot get any.</exception>
    /// <exception cref="ProcessCrashedException">Its worker was lost.</exception>
    public TResult Apply<TResult>(Func<TResult> function, PoolTaskOptions? options = null) =>
        Submit<Func<TResult>, Function0<TResult>, Nothing, TResult>(function, static function => new Function0<TResult>(function), default(Nothing), takesToken: false, options, CancellationToken.None, waits: true).GetAwaiter().GetResult();

    /// <summary>Runs a function in a worker and waits for what it returns.</summary>
    /// <typeparam name="T">The type of the argument.</typeparam>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="argument">The argument.</param>
    /// <param name="options">What holds for this task; null for what the pool's options say.</param>
    /// <returns>What the function returned; what it threw is thrown.</returns>
    /// <exception cref="ProcessBoundaryException">An argument or a captured variable cannot cross.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">The pool has no workers and cannot get any.</exception>
    /// <exception cref="ProcessCrashedException">Its worker was lost.</exception>
    public TResult Apply<T, TResult>(Func<T, TResult> function, T argument, PoolTaskOptions? options = null) =>
        Submit<Func<T, TResult>, Function1<T, TResult>, T, TResult>(function, static function => new Function1<T, TResult>(function), argument, takesToken: false, options, CancellationToken.None, waits: true).GetAwaiter().GetResult();

    /// <summary>Runs a function in a worker and waits for what it returns.</summary>
    /// <typeparam name="T1">The type of the first parameter.</typeparam>
    /// <typeparam name="T2">The type of the second parameter.</typeparam>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="argument1">The first argument.</param>
    /// <param name="argument2">The second argument.</param>
    /// <param name="options">What holds for this task; null for what the pool's options say.</param>
    /// <returns>What the function returned; what it threw is thrown.</returns>
    /// <exception cref="ProcessBoundaryException">An argument or a captured variable cannot cross.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">The pool has no workers and cannot get any.</exception>
    /// <exception cref="ProcessCrashedException">Its worker was lost.</exception>
    public TResult Apply<T1, T2, TResult>(Func<T1, T2, TResult> function, T1 argument1, T2 argument2, PoolTaskOptions? options = null) =>
        Submit<Func<T1, T2, TResult>, Function2<T1, T2, TResult>, (T1, T2), TResult>(function, static function => new Function2<T1, T2, TResult>(function), (argument1, argument2), takesToken: false, options, CancellationToken.None, waits: true).GetAwaiter().GetResult();

    /// <summary>Runs a function in a worker and waits for what it returns.</summary>
    /// <typeparam name="T1">The type of the first parameter.</typeparam>
    /// <typeparam name="T2">The type of the second parameter.</typeparam>
    /// <typeparam name="T3">The type of the third parameter.</typeparam>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="argument1">The first argument.</param>
    /// <param name="argument2">The second argument.</param>
    /// <param name="argument3">The third argument.</param>
    /// <param name="options">What holds for this task; null for what the pool's options say.</param>
    /// <returns>What the function returned; what it threw is thrown.</returns>
    /// <exception cref="ProcessBoundaryException">An argument or a captured variable cannot cross.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">The pool has no workers and cannot get any.</exception>
    /// <exception cref="ProcessCrashedException">Its worker was lost.</exception>
    public TResult Apply<T1, T2, T3, TResult>(Func<T1, T2, T3, TResult> function, T1 argument1, T2 argument2, T3 argument3, PoolTaskOptions? options = null) =>
        Submit<Func<T1, T2, T3, TResult>, Function3<T1, T2, T3, TResult>, (T1, T2, T3), TResult>(function, static function => new Function3<T1, T2, T3, TResult>(function), (argument1, argument2, argument3), takesToken: false, options, CancellationToken.None, waits: true).GetAwaiter().GetResult();

    /// <summary>Runs a function in a worker and calls back. (Python: <c>apply_async</c> with callbacks.)</summary>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="onSuccess">Given the result, on the thread pool, before the result is ready for others. If it throws, that is what they get.</param>
    /// <param name="onError">Given what went wrong, likewise.</param>
    /// <param name="options">What holds for this task; null for what the pool's options say.</param>
    /// <param name="cancellationToken">A task that has not begun never runs then. One that runs is told, if its function takes this token or captures it, and has the grace period to end; otherwise it is killed with its worker.</param>
    /// <returns>The result, to be awaited or asked.</returns>
    /// <exception cref="ProcessBoundaryException">An argument or a captured variable cannot cross.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">The pool has no workers and cannot get any.</exception>
    public PoolResult<TResult> ApplyAsync<TResult>(Func<TResult> function, Action<TResult>? onSuccess = null, Action<Exception>? onError = null, PoolTaskOptions? options = null, CancellationToken cancellationToken = default) =>
        new(RunAsync(function, options, cancellationToken), onSuccess, onError);

    /// <summary>Runs a function in a worker and calls back.</summary>
    /// <typeparam name="T">The type of the argument.</typeparam>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="argument">The argument.</param>
    /// <param name="onSuccess">Given the result, on the thread pool, before the result is ready for others. If it throws, that is what they get.</param>
    /// <param name="onError">Given what went wrong, likewise.</param>
    /// <param name="options">What holds for this task; null for what the pool's options say.</param>
    /// <param name="cancellationToken">A task that has not begun never runs then. One that runs is told, if its function takes this token or captures it, and has the grace period to end; otherwise it is killed with its worker.</param>
    /// <returns>The result, to be awaited or asked.</returns>
    /// <exception cref="ProcessBoundaryException">An argument or a captured variable cannot cross.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">The pool has no workers and cannot get any.</exception>
    public PoolResult<TResult> ApplyAsync<T, TResult>(Func<T, TResult> function, T argument, Action<TResult>? onSuccess = null, Action<Exception>? onError = null, PoolTaskOptions? options = null, CancellationToken cancellationToken = default) =>
        new(RunAsync(function, argument, options, cancellationToken), onSuccess, onError);

    /// <summary>Runs a function in a worker and calls back.</summary>
    /// <typeparam name="T1">The type of the first parameter.</typeparam>
    /// <typeparam name="T2">The type of the second parameter.</typeparam>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="argument1">The first argument.</param>
    /// <param name="argument2">The second argument.</param>
    /// <param name="onSuccess">Given the result, on the thread pool, before the result is ready for others. If it throws, that is what they get.</param>
    /// <param name="onError">Given what went wrong, likewise.</param>
    /// <param name="options">What holds for this task; null for what the pool's options say.</param>
    /// <param name="cancellationToken">A task that has not begun never runs then. One that runs is told, if its function takes this token or captures it, and has the grace period to end; otherwise it is killed with its worker.</param>
    /// <returns>The result, to be awaited or asked.</returns>
    /// <exception cref="ProcessBoundaryException">An argument or a captured variable cannot cross.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">The pool has no workers and cannot get any.</exception>
    public PoolResult<TResult> ApplyAsync<T1, T2, TResult>(Func<T1, T2, TResult> function, T1 argument1, T2 argument2, Action<TResult>? onSuccess = null, Action<Exception>? onError = null, PoolTaskOptions? options = null, CancellationToken cancellationToken = default) =>
        new(RunAsync(function, argument1, argument2, options, cancellationToken), onSuccess, onError);

    /// <summary>Runs a function in a worker and calls back.</summary>
    /// <typeparam name="T1">The type of the first parameter.</typeparam>
    /// <typeparam name="T2">The type of the second parameter.</typeparam>
    /// <typeparam name="T3">The type of the third parameter.</typeparam>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="argument1">The first argument.</param>
    /// <param name="argument2">The second argument.</param>
    /// <param name="argument3">The third argument.</param>
    /// <param name="onSuccess">Given the result, on the thread pool, before the result is ready for others. If it throws, that is what they get.</param>
    /// <param name="onError">Given what went wrong, likewise.</param>
    /// <param name="options">What holds for this task; null for what the pool's options say.</param>
    /// <param name="cancellationToken">A task that has not begun never runs then. One that runs is told, if its function takes this token or captures it, and has the grace period to end; otherwise it is killed with its worker.</param>
    /// <returns>The result, to be awaited or asked.</returns>
    /// <exception cref="ProcessBoundaryException">An argument or a captured variable cannot cross.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">The pool has no workers and cannot get any.</exception>
    public PoolResult<TResult> ApplyAsync<T1, T2, T3, TResult>(Func<T1, T2, T3, TResult> function, T1 argument1, T2 argument2, T3 argument3, Action<TResult>? onSuccess = null, Action<Exception>? onError = null, PoolTaskOptions? options = null, CancellationToken cancellationToken = default) =>
        new(RunAsync(function, argument1, argument2, argument3, options, cancellationToken), onSuccess, onError);
}
