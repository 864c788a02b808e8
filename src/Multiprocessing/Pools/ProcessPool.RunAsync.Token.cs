namespace Multiprocessing;

/// <content>The same with a token and no options.</content>
public sealed partial class ProcessPool
{
    /// <summary>Runs a function in a worker.</summary>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="cancellationToken">A task that has not begun never runs then. One that runs is told, if its function takes this token or captures it, and has the grace period to end; otherwise it is killed with its worker.</param>
    /// <returns>The result. It fails with what the function threw; with <see cref="ProcessCrashedException"/> when its worker was lost, <see cref="TimeoutException"/> or <see cref="InsufficientMemoryException"/> when it was killed for a limit.</returns>
    /// <exception cref="ProcessBoundaryException">An argument or a captured variable cannot cross.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">The pool has no workers and cannot get any.</exception>
    public Task<TResult> RunAsync<TResult>(Func<TResult> function, CancellationToken cancellationToken) => RunAsync(function, null, cancellationToken);

    /// <summary>Runs an asynchronous function in a worker.</summary>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="cancellationToken">A task that has not begun never runs then. One that runs is told, if its function takes this token or captures it, and has the grace period to end; otherwise it is killed with its worker.</param>
    /// <returns>The result. It fails with what the function threw; with <see cref="ProcessCrashedException"/> when its worker was lost, <see cref="TimeoutException"/> or <see cref="InsufficientMemoryException"/> when it was killed for a limit.</returns>
    /// <exception cref="ProcessBoundaryException">An argument or a captured variable cannot cross.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">The pool has no workers and cannot get any.</exception>
    public Task<TResult> RunAsync<TResult>(Func<Task<TResult>> function, CancellationToken cancellationToken) => RunAsync(function, null, cancellationToken);

    /// <summary>Runs an action in a worker.</summary>
    /// <param name="function">The function.</param>
    /// <param name="cancellationToken">A task that has not begun never runs then. One that runs is told, if its function takes this token or captures it, and has the grace period to end; otherwise it is killed with its worker.</param>
    /// <returns>Completes when it has run; fails with what the function threw; with <see cref="ProcessCrashedException"/> when its worker was lost, <see cref="TimeoutException"/> or <see cref="InsufficientMemoryException"/> when it was killed for a limit.</returns>
    /// <exception cref="ProcessBoundaryException">An argument or a captured variable cannot cross.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">The pool has no workers and cannot get any.</exception>
    public Task RunAsync(Action function, CancellationToken cancellationToken) => RunAsync(function, null, cancellationToken);

    /// <summary>Runs an asynchronous function in a worker.</summary>
    /// <param name="function">The function.</param>
    /// <param name="cancellationToken">A task that has not begun never runs then. One that runs is told, if its function takes this token or captures it, and has the grace period to end; otherwise it is killed with its worker.</param>
    /// <returns>Completes when it has run; fails with what the function threw; with <see cref="ProcessCrashedException"/> when its worker was lost, <see cref="TimeoutException"/> or <see cref="InsufficientMemoryException"/> when it was killed for a limit.</returns>
    /// <exception cref="ProcessBoundaryException">An argument or a captured variable cannot cross.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">The pool has no workers and cannot get any.</exception>
    public Task RunAsync(Func<Task> function, CancellationToken cancellationToken) => RunAsync(function, null, cancellationToken);

    /// <summary>Runs a function in a worker.</summary>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="function">The function. It is given a token that is cancelled when the task is to end.</param>
    /// <param name="cancellationToken">A task that has not begun never runs then. One that runs is told, if its function takes this token or captures it, and has the grace period to end; otherwise it is killed with its worker.</param>
    /// <returns>The result. It fails with what the function threw; with <see cref="ProcessCrashedException"/> when its worker was lost, <see cref="TimeoutException"/> or <see cref="InsufficientMemoryException"/> when it was killed for a limit.</returns>
    /// <exception cref="ProcessBoundaryException">An argument or a captured variable cannot cross.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">The pool has no workers and cannot get any.</exception>
    public Task<TResult> RunAsync<TResult>(Func<CancellationToken, TResult> function, CancellationToken cancellationToken) => RunAsync(function, null, cancellationToken);

    /// <summary>Runs an asynchronous function in a worker.</summary>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="function">The function. It is given a token that is cancelled when the task is to end.</param>
    /// <param name="cancellationToken">A task that has not begun never runs then. One that runs is told, if its function takes this token or captures it, and has the grace period to end; otherwise it is killed with its worker.</param>
    /// <returns>The result. It fails with what the function threw; with <see cref="ProcessCrashedException"/> when its worker was lost, <see cref="TimeoutException"/> or <see cref="InsufficientMemoryException"/> when it was killed for a limit.</returns>
    /// <exception cref="ProcessBoundaryException">An argument or a captured variable cannot cross.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">The pool has no workers and cannot get any.</exception>
    public Task<TResult> RunAsync<TResult>(Func<CancellationToken, Task<TResult>> function, CancellationToken cancellationToken) => RunAsync(function, null, cancellationToken);

    /// <summary>Runs an action in a worker.</summary>
    /// <param name="function">The function. It is given a token that is cancelled when the task is to end.</param>
    /// <param name="cancellationToken">A task that has not begun never runs then. One that runs is told, if its function takes this token or captures it, and has the grace period to end; otherwise it is killed with its worker.</param>
    /// <returns>Completes when it has run; fails with what the function threw; with <see cref="ProcessCrashedException"/> when its worker was lost, <see cref="TimeoutException"/> or <see cref="InsufficientMemoryException"/> when it was killed for a limit.</returns>
    /// <exception cref="ProcessBoundaryException">An argument or a captured variable cannot cross.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">The pool has no workers and cannot get any.</exception>
    public Task RunAsync(Action<CancellationToken> function, CancellationToken cancellationToken) => RunAsync(function, null, cancellationToken);

    /// <summary>Runs an asynchronous function in a worker.</summary>
    /// <param name="function">The function. It is given a token that is cancelled when the task is to end.</param>
    /// <param name="cancellationToken">A task that has not begun never runs then. One that runs is told, if its function takes this token or captures it, and has the grace period to end; otherwise it is killed with its worker.</param>
    /// <returns>Completes when it has run; fails with what the function threw; with <see cref="ProcessCrashedException"/> when its worker was lost, <see cref="TimeoutException"/> or <see cref="InsufficientMemoryException"/> when it was killed for a limit.</returns>
    /// <exception cref="ProcessBoundaryException">An argument or a captured variable cannot cross.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">The pool has no workers and cannot get any.</exception>
    public Task RunAsync(Func<CancellationToken, Task> function, CancellationToken cancellationToken) => RunAsync(function, null, cancellationToken);
}
