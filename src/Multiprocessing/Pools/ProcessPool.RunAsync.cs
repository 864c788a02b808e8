using Multiprocessing.Pools.Functions;

namespace Multiprocessing;

/// <content>One function in a worker: one overload for each shape, so that a lambda's types are inferred and checked by the compiler.</content>
public sealed partial class ProcessPool
{
    /// <summary>Runs a function in a worker. (Python: <c>submit</c>, <c>apply_async</c>.)</summary>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="options">What holds for this task; null for what the pool's options say.</param>
    /// <param name="cancellationToken">A task that has not begun never runs then. One that runs is told, if its function takes this token or captures it, and has the grace period to end; otherwise it is killed with its worker.</param>
    /// <returns>The result. It fails with what the function threw; with <see cref="ProcessCrashedException"/> when its worker was lost, <see cref="TimeoutException"/> or <see cref="InsufficientMemoryException"/> when it was killed for a limit.</returns>
    /// <exception cref="ProcessBoundaryException">An argument or a captured variable cannot cross.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">The pool has no workers and cannot get any.</exception>
    public Task<TResult> RunAsync<TResult>(Func<TResult> function, PoolTaskOptions? options = null, CancellationToken cancellationToken = default) =>
        Submit<Func<TResult>, Function0<TResult>, Nothing, TResult>(function, static function => new Function0<TResult>(function), default(Nothing), takesToken: false, options, cancellationToken);

    /// <summary>Runs an asynchronous function in a worker.</summary>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="options">What holds for this task; null for what the pool's options say.</param>
    /// <param name="cancellationToken">A task that has not begun never runs then. One that runs is told, if its function takes this token or captures it, and has the grace period to end; otherwise it is killed with its worker.</param>
    /// <returns>The result. It fails with what the function threw; with <see cref="ProcessCrashedException"/> when its worker was lost, <see cref="TimeoutException"/> or <see cref="InsufficientMemoryException"/> when it was killed for a limit.</returns>
    /// <exception cref="ProcessBoundaryException">An argument or a captured variable cannot cross.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">The pool has no workers and cannot get any.</exception>
    public Task<TResult> RunAsync<TResult>(Func<Task<TResult>> function, PoolTaskOptions? options = null, CancellationToken cancellationToken = default) =>
        Submit<Func<Task<TResult>>, AsyncFunction0<TResult>, Nothing, TResult>(function, static function => new AsyncFunction0<TResult>(function), default(Nothing), takesToken: false, options, cancellationToken);

    /// <summary>Runs an action in a worker.</summary>
    /// <param name="function">The function.</param>
    /// <param name="options">What holds for this task; null for what the pool's options say.</param>
    /// <param name="cancellationToken">A task that has not begun never runs then. One that runs is told, if its function takes this token or captures it, and has the grace period to end; otherwise it is killed with its worker.</param>
    /// <returns>Completes when it has run; fails with what the function threw; with <see cref="ProcessCrashedException"/> when its worker was lost, <see cref="TimeoutException"/> or <see cref="InsufficientMemoryException"/> when it was killed for a limit.</returns>
    /// <exception cref="ProcessBoundaryException">An argument or a captured variable cannot cross.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">The pool has no workers and cannot get any.</exception>
    public Task RunAsync(Action function, PoolTaskOptions? options = null, CancellationToken cancellationToken = default) =>
        Submit<Action, Action0, Nothing, Nothing>(function, static function => new Action0(function), default(Nothing), takesToken: false, options, cancellationToken);

    /// <summary>Runs an asynchronous function in a worker.</summary>
    /// <param name="function">The function.</param>
    /// <param name="options">What holds for this task; null for what the pool's options say.</param>
    /// <param name="cancellationToken">A task that has not begun never runs then. One that runs is told, if its function takes this token or captures it, and has the grace period to end; otherwise it is killed with its worker.</param>
    /// <returns>Completes when it has run; fails with what the function threw; with <see cref="ProcessCrashedException"/> when its worker was lost, <see cref="TimeoutException"/> or <see cref="InsufficientMemoryException"/> when it was killed for a limit.</returns>
    /// <exception cref="ProcessBoundaryException">An argument or a captured variable cannot cross.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">The pool has no workers and cannot get any.</exception>
    public Task RunAsync(Func<Task> function, PoolTaskOptions? options = null, CancellationToken cancellationToken = default) =>
        Submit<Func<Task>, AsyncAction0, Nothing, Nothing>(function, static function => new AsyncAction0(function), default(Nothing), takesToken: false, options, cancellationToken);

    /// <summary>Runs a function in a worker.</summary>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="function">The function. It is given a token that is cancelled when the task is to end.</param>
    /// <param name="options">What holds for this task; null for what the pool's options say.</param>
    /// <param name="cancellationToken">A task that has not begun never runs then. One that runs is told, if its function takes this token or captures it, and has the grace period to end; otherwise it is killed with its worker.</param>
    /// <returns>The result. It fails with what the function threw; with <see cref="ProcessCrashedException"/> when its worker was lost, <see cref="TimeoutException"/> or <see cref="InsufficientMemoryException"/> when it was killed for a limit.</returns>
    /// <exception cref="ProcessBoundaryException">An argument or a captured variable cannot cross.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">The pool has no workers and cannot get any.</exception>
    public Task<TResult> RunAsync<TResult>(Func<CancellationToken, TResult> function, PoolTaskOptions? options = null, CancellationToken cancellationToken = default) =>
        Submit<Func<CancellationToken, TResult>, TokenFunction0<TResult>, Nothing, TResult>(function, static function => new TokenFunction0<TResult>(function), default(Nothing), takesToken: true, options, cancellationToken);

    /// <summary>Runs an asynchronous function in a worker.</summary>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="function">The function. It is given a token that is cancelled when the task is to end.</param>
    /// <param name="options">What holds for this task; null for what the pool's options say.</param>
    /// <param name="cancellationToken">A task that has not begun never runs then. One that runs is told, if its function takes this token or captures it, and has the grace period to end; otherwise it is killed with its worker.</param>
    /// <returns>The result. It fails with what the function threw; with <see cref="ProcessCrashedException"/> when its worker was lost, <see cref="TimeoutException"/> or <see cref="InsufficientMemoryException"/> when it was killed for a limit.</returns>
    /// <exception cref="ProcessBoundaryException">An argument or a captured variable cannot cross.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">The pool has no workers and cannot get any.</exception>
    public Task<TResult> RunAsync<TResult>(Func<CancellationToken, Task<TResult>> function, PoolTaskOptions? options = null, CancellationToken cancellationToken = default) =>
        Submit<Func<CancellationToken, Task<TResult>>, AsyncTokenFunction0<TResult>, Nothing, TResult>(function, static function => new AsyncTokenFunction0<TResult>(function), default(Nothing), takesToken: true, options, cancellationToken);

    /// <summary>Runs an action in a worker.</summary>
    /// <param name="function">The function. It is given a token that is cancelled when the task is to end.</param>
    /// <param name="options">What holds for this task; null for what the pool's options say.</param>
    /// <param name="cancellationToken">A task that has not begun never runs then. One that runs is told, if its function takes this token or captures it, and has the grace period to end; otherwise it is killed with its worker.</param>
    /// <returns>Completes when it has run; fails with what the function threw; with <see cref="ProcessCrashedException"/> when its worker was lost, <see cref="TimeoutException"/> or <see cref="InsufficientMemoryException"/> when it was killed for a limit.</returns>
    /// <exception cref="ProcessBoundaryException">An argument or a captured variable cannot cross.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">The pool has no workers and cannot get any.</exception>
    public Task RunAsync(Action<CancellationToken> function, PoolTaskOptions? options = null, CancellationToken cancellationToken = default) =>
        Submit<Action<CancellationToken>, TokenAction0, Nothing, Nothing>(function, static function => new TokenAction0(function), default(Nothing), takesToken: true, options, cancellationToken);

    /// <summary>Runs an asynchronous function in a worker.</summary>
    /// <param name="function">The function. It is given a token that is cancelled when the task is to end.</param>
    /// <param name="options">What holds for this task; null for what the pool's options say.</param>
    /// <param name="cancellationToken">A task that has not begun never runs then. One that runs is told, if its function takes this token or captures it, and has the grace period to end; otherwise it is killed with its worker.</param>
    /// <returns>Completes when it has run; fails with what the function threw; with <see cref="ProcessCrashedException"/> when its worker was lost, <see cref="TimeoutException"/> or <see cref="InsufficientMemoryException"/> when it was killed for a limit.</returns>
    /// <exception cref="ProcessBoundaryException">An argument or a captured variable cannot cross.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">The pool has no workers and cannot get any.</exception>
    public Task RunAsync(Func<CancellationToken, Task> function, PoolTaskOptions? options = null, CancellationToken cancellationToken = default) =>
        Submit<Func<CancellationToken, Task>, AsyncTokenAction0, Nothing, Nothing>(function, static function => new AsyncTokenAction0(function), default(Nothing), takesToken: true, options, cancellationToken);

    /// <summary>Runs a function in a worker.</summary>
    /// <typeparam name="T">The type of the argument.</typeparam>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="argument">The argument.</param>
    /// <param name="options">What holds for this task; null for what the pool's options say.</param>
    /// <param name="cancellationToken">A task that has not begun never runs then. One that runs is told, if its function takes this token or captures it, and has the grace period to end; otherwise it is killed with its worker.</param>
    /// <returns>The result. It fails with what the function threw; with <see cref="ProcessCrashedException"/> when its worker was lost, <see cref="TimeoutException"/> or <see cref="InsufficientMemoryException"/> when it was killed for a limit.</returns>
    /// <exception cref="ProcessBoundaryException">An argument or a captured variable cannot cross.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">The pool has no workers and cannot get any.</exception>
    public Task<TResult> RunAsync<T, TResult>(Func<T, TResult> function, T argument, PoolTaskOptions? options = null, CancellationToken cancellationToken = default) =>
        Submit<Func<T, TResult>, Function1<T, TResult>, T, TResult>(function, static function => new Function1<T, TResult>(function), argument, takesToken: false, options, cancellationToken);

    /// <summary>Runs an asynchronous function in a worker.</summary>
    /// <typeparam name="T">The type of the argument.</typeparam>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="argument">The argument.</param>
    /// <param name="options">What holds for this task; null for what the pool's options say.</param>
    /// <param name="cancellationToken">A task that has not begun never runs then. One that runs is told, if its function takes this token or captures it, and has the grace period to end; otherwise it is killed with its worker.</param>
    /// <returns>The result. It fails with what the function threw; with <see cref="ProcessCrashedException"/> when its worker was lost, <see cref="TimeoutException"/> or <see cref="InsufficientMemoryException"/> when it was killed for a limit.</returns>
    /// <exception cref="ProcessBoundaryException">An argument or a captured variable cannot cross.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">The pool has no workers and cannot get any.</exception>
    public Task<TResult> RunAsync<T, TResult>(Func<T, Task<TResult>> function, T argument, PoolTaskOptions? options = null, CancellationToken cancellationToken = default) =>
        Submit<Func<T, Task<TResult>>, AsyncFunction1<T, TResult>, T, TResult>(function, static function => new AsyncFunction1<T, TResult>(function), argument, takesToken: false, options, cancellationToken);

    /// <summary>Runs an action in a worker.</summary>
    /// <typeparam name="T">The type of the argument.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="argument">The argument.</param>
    /// <param name="options">What holds for this task; null for what the pool's options say.</param>
    /// <param name="cancellationToken">A task that has not begun never runs then. One that runs is told, if its function takes this token or captures it, and has the grace period to end; otherwise it is killed with its worker.</param>
    /// <returns>Completes when it has run; fails with what the function threw; with <see cref="ProcessCrashedException"/> when its worker was lost, <see cref="TimeoutException"/> or <see cref="InsufficientMemoryException"/> when it was killed for a limit.</returns>
    /// <exception cref="ProcessBoundaryException">An argument or a captured variable cannot cross.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">The pool has no workers and cannot get any.</exception>
    public Task RunAsync<T>(Action<T> function, T argument, PoolTaskOptions? options = null, CancellationToken cancellationToken = default) =>
        Submit<Action<T>, Action1<T>, T, Nothing>(function, static function => new Action1<T>(function), argument, takesToken: false, options, cancellationToken);

    /// <summary>Runs an asynchronous function in a worker.</summary>
    /// <typeparam name="T">The type of the argument.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="argument">The argument.</param>
    /// <param name="options">What holds for this task; null for what the pool's options say.</param>
    /// <param name="cancellationToken">A task that has not begun never runs then. One that runs is told, if its function takes this token or captures it, and has the grace period to end; otherwise it is killed with its worker.</param>
    /// <returns>Completes when it has run; fails with what the function threw; with <see cref="ProcessCrashedException"/> when its worker was lost, <see cref="TimeoutException"/> or <see cref="InsufficientMemoryException"/> when it was killed for a limit.</returns>
    /// <exception cref="ProcessBoundaryException">An argument or a captured variable cannot cross.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">The pool has no workers and cannot get any.</exception>
    public Task RunAsync<T>(Func<T, Task> function, T argument, PoolTaskOptions? options = null, CancellationToken cancellationToken = default) =>
        Submit<Func<T, Task>, AsyncAction1<T>, T, Nothing>(function, static function => new AsyncAction1<T>(function), argument, takesToken: false, options, cancellationToken);

    /// <summary>Runs a function in a worker.</summary>
    /// <typeparam name="T">The type of the argument.</typeparam>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="function">The function. It is given a token that is cancelled when the task is to end.</param>
    /// <param name="argument">The argument.</param>
    /// <param name="options">What holds for this task; null for what the pool's options say.</param>
    /// <param name="cancellationToken">A task that has not begun never runs then. One that runs is told, if its function takes this token or captures it, and has the grace period to end; otherwise it is killed with its worker.</param>
    /// <returns>The result. It fails with what the function threw; with <see cref="ProcessCrashedException"/> when its worker was lost, <see cref="TimeoutException"/> or <see cref="InsufficientMemoryException"/> when it was killed for a limit.</returns>
    /// <exception cref="ProcessBoundaryException">An argument or a captured variable cannot cross.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">The pool has no workers and cannot get any.</exception>
    public Task<TResult> RunAsync<T, TResult>(Func<T, CancellationToken, TResult> function, T argument, PoolTaskOptions? options = null, CancellationToken cancellationToken = default) =>
        Submit<Func<T, CancellationToken, TResult>, TokenFunction1<T, TResult>, T, TResult>(function, static function => new TokenFunction1<T, TResult>(function), argument, takesToken: true, options, cancellationToken);

    /// <summary>Runs an asynchronous function in a worker.</summary>
    /// <typeparam name="T">The type of the argument.</typeparam>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="function">The function. It is given a token that is cancelled when the task is to end.</param>
    /// <param name="argument">The argument.</param>
    /// <param name="options">What holds for this task; null for what the pool's options say.</param>
    /// <param name="cancellationToken">A task that has not begun never runs then. One that runs is told, if its function takes this token or captures it, and has the grace period to end; otherwise it is killed with its worker.</param>
    /// <returns>The result. It fails with what the function threw; with <see cref="ProcessCrashedException"/> when its worker was lost, <see cref="TimeoutException"/> or <see cref="InsufficientMemoryException"/> when it was killed for a limit.</returns>
    /// <exception cref="ProcessBoundaryException">An argument or a captured variable cannot cross.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">The pool has no workers and cannot get any.</exception>
    public Task<TResult> RunAsync<T, TResult>(Func<T, CancellationToken, Task<TResult>> function, T argument, PoolTaskOptions? options = null, CancellationToken cancellationToken = default) =>
        Submit<Func<T, CancellationToken, Task<TResult>>, AsyncTokenFunction1<T, TResult>, T, TResult>(function, static function => new AsyncTokenFunction1<T, TResult>(function), argument, takesToken: true, options, cancellationToken);

    /// <summary>Runs a function in a worker.</summary>
    /// <typeparam name="T1">The type of the first parameter.</typeparam>
    /// <typeparam name="T2">The type of the second parameter.</typeparam>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="argument1">The first argument.</param>
    /// <param name="argument2">The second argument.</param>
    /// <param name="options">What holds for this task; null for what the pool's options say.</param>
    /// <param name="cancellationToken">A task that has not begun never runs then. One that runs is told, if its function takes this token or captures it, and has the grace period to end; otherwise it is killed with its worker.</param>
    /// <returns>The result. It fails with what the function threw; with <see cref="ProcessCrashedException"/> when its worker was lost, <see cref="TimeoutException"/> or <see cref="InsufficientMemoryException"/> when it was killed for a limit.</returns>
    /// <exception cref="ProcessBoundaryException">An argument or a captured variable cannot cross.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">The pool has no workers and cannot get any.</exception>
    public Task<TResult> RunAsync<T1, T2, TResult>(Func<T1, T2, TResult> function, T1 argument1, T2 argument2, PoolTaskOptions? options = null, CancellationToken cancellationToken = default) =>
        Submit<Func<T1, T2, TResult>, Function2<T1, T2, TResult>, (T1, T2), TResult>(function, static function => new Function2<T1, T2, TResult>(function), (argument1, argument2), takesToken: false, options, cancellationToken);

    /// <summary>Runs an asynchronous function in a worker.</summary>
    /// <typeparam name="T1">The type of the first parameter.</typeparam>
    /// <typeparam name="T2">The type of the second parameter.</typeparam>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="argument1">The first argument.</param>
    /// <param name="argument2">The second argument.</param>
    /// <param name="options">What holds for this task; null for what the pool's options say.</param>
    /// <param name="cancellationToken">A task that has not begun never runs then. One that runs is told, if its function takes this token or captures it, and has the grace period to end; otherwise it is killed with its worker.</param>
    /// <returns>The result. It fails with what the function threw; with <see cref="ProcessCrashedException"/> when its worker was lost, <see cref="TimeoutException"/> or <see cref="InsufficientMemoryException"/> when it was killed for a limit.</returns>
    /// <exception cref="ProcessBoundaryException">An argument or a captured variable cannot cross.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">The pool has no workers and cannot get any.</exception>
    public Task<TResult> RunAsync<T1, T2, TResult>(Func<T1, T2, Task<TResult>> function, T1 argument1, T2 argument2, PoolTaskOptions? options = null, CancellationToken cancellationToken = default) =>
        Submit<Func<T1, T2, Task<TResult>>, AsyncFunction2<T1, T2, TResult>, (T1, T2), TResult>(function, static function => new AsyncFunction2<T1, T2, TResult>(function), (argument1, argument2), takesToken: false, options, cancellationToken);

    /// <summary>Runs a function in a worker.</summary>
    /// <typeparam name="T1">The type of the first parameter.</typeparam>
    /// <typeparam name="T2">The type of the second parameter.</typeparam>
    /// <typeparam name="T3">The type of the third parameter.</typeparam>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="argument1">The first argument.</param>
    /// <param name="argument2">The second argument.</param>
    /// <param name="argument3">The third argument.</param>
    /// <param name="options">What holds for this task; null for what the pool's options say.</param>
    /// <param name="cancellationToken">A task that has not begun never runs then. One that runs is told, if its function takes this token or captures it, and has the grace period to end; otherwise it is killed with its worker.</param>
    /// <returns>The result. It fails with what the function threw; with <see cref="ProcessCrashedException"/> when its worker was lost, <see cref="TimeoutException"/> or <see cref="InsufficientMemoryException"/> when it was killed for a limit.</returns>
    /// <exception cref="ProcessBoundaryException">An argument or a captured variable cannot cross.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">The pool has no workers and cannot get any.</exception>
    public Task<TResult> RunAsync<T1, T2, T3, TResult>(Func<T1, T2, T3, TResult> function, T1 argument1, T2 argument2, T3 argument3, PoolTaskOptions? options = null, CancellationToken cancellationToken = default) =>
        Submit<Func<T1, T2, T3, TResult>, Function3<T1, T2, T3, TResult>, (T1, T2, T3), TResult>(function, static function => new Function3<T1, T2, T3, TResult>(function), (argument1, argument2, argument3), takesToken: false, options, cancellationToken);

    /// <summary>Runs an asynchronous function in a worker.</summary>
    /// <typeparam name="T1">The type of the first parameter.</typeparam>
    /// <typeparam name="T2">The type of the second parameter.</typeparam>
    /// <typeparam name="T3">The type of the third parameter.</typeparam>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="argument1">The first argument.</param>
    /// <param name="argument2">The second argument.</param>
    /// <param name="argument3">The third argument.</param>
    /// <param name="options">What holds for this task; null for what the pool's options say.</param>
    /// <param name="cancellationToken">A task that has not begun never runs then. One that runs is told, if its function takes this token or captures it, and has the grace period to end; otherwise it is killed with its worker.</param>
    /// <returns>The result. It fails with what the function threw; with <see cref="ProcessCrashedException"/> when its worker was lost, <see cref="TimeoutException"/> or <see cref="InsufficientMemoryException"/> when it was killed for a limit.</returns>
    /// <exception cref="ProcessBoundaryException">An argument or a captured variable cannot cross.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">The pool has no workers and cannot get any.</exception>
    public Task<TResult> RunAsync<T1, T2, T3, TResult>(Func<T1, T2, T3, Task<TResult>> function, T1 argument1, T2 argument2, T3 argument3, PoolTaskOptions? options = null, CancellationToken cancellationToken = default) =>
        Submit<Func<T1, T2, T3, Task<TResult>>, AsyncFunction3<T1, T2, T3, TResult>, (T1, T2, T3), TResult>(function, static function => new AsyncFunction3<T1, T2, T3, TResult>(function), (argument1, argument2, argument3), takesToken: false, options, cancellationToken);
}
