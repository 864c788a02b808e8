using System.Runtime.CompilerServices;
using Multiprocessing.Pools.Functions;

namespace Multiprocessing;

/// <content>Runs one function of one argument.</content>
public abstract partial class TaskPool
{
    /// <summary>Runs a function of one argument in a worker. The function, what it captures and the argument are copied now.</summary>
    /// <typeparam name="T">The type of the argument.</typeparam>
    /// <typeparam name="TResult">The type of the result, which travels by value.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="argument">The argument.</param>
    /// <param name="cancellationToken">Cancels the task. A task that has not begun never runs. A running one is told, if its function takes
    /// a token or captures this one, and has the grace period to end; otherwise it is killed with its worker.</param>
    /// <returns>
    /// The result. The task fails with the exception of the function; with <see cref="ProcessCrashedException"/> when its worker was lost;
    /// with <see cref="TimeoutException"/> or <see cref="InsufficientMemoryException"/> when it was killed for a limit.
    /// </returns>
    /// <exception cref="ProcessBoundaryException">An argument or a captured variable cannot cross a process border.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">The pool has no workers and cannot get any.</exception>
    public Task<TResult> RunAsync<T, TResult>(Func<T, TResult> function, T argument, CancellationToken cancellationToken = default) =>
        Submit<Func<T, TResult>, Function1<T, TResult>, T, TResult>(
            function, static function => new Function1<T, TResult>(function), argument, takesToken: false, cancellationToken);

    /// <summary>Runs an action of one argument in a worker.</summary>
    /// <inheritdoc cref="RunAsync{T, TResult}(Func{T, TResult}, T, CancellationToken)"/>
    public Task RunAsync<T>(Action<T> function, T argument, CancellationToken cancellationToken = default) =>
        Submit<Action<T>, Action1<T>, T, VoidResult>(
            function, static function => new Action1<T>(function), argument, takesToken: false, cancellationToken);

    /// <summary>Runs an asynchronous function of one argument in a worker, which awaits it.</summary>
    /// <inheritdoc cref="RunAsync{T, TResult}(Func{T, TResult}, T, CancellationToken)"/>
    [OverloadResolutionPriority(2)]
    public Task RunAsync<T>(Func<T, Task> function, T argument, CancellationToken cancellationToken = default) =>
        Submit<Func<T, Task>, AsyncAction1<T>, T, VoidResult>(
            function, static function => new AsyncAction1<T>(function), argument, takesToken: false, cancellationToken);

    /// <summary>Runs an asynchronous function of one argument in a worker, which awaits it.</summary>
    /// <inheritdoc cref="RunAsync{T, TResult}(Func{T, TResult}, T, CancellationToken)"/>
    [OverloadResolutionPriority(2)]
    public Task<TResult> RunAsync<T, TResult>(Func<T, Task<TResult>> function, T argument, CancellationToken cancellationToken = default) =>
        Submit<Func<T, Task<TResult>>, AsyncFunction1<T, TResult>, T, TResult>(
            function, static function => new AsyncFunction1<T, TResult>(function), argument, takesToken: false, cancellationToken);

    /// <summary>Runs an asynchronous function of one argument in a worker, which awaits it.</summary>
    /// <inheritdoc cref="RunAsync{T, TResult}(Func{T, TResult}, T, CancellationToken)"/>
    [OverloadResolutionPriority(1)]
    public Task RunAsync<T>(Func<T, ValueTask> function, T argument, CancellationToken cancellationToken = default) =>
        Submit<Func<T, ValueTask>, ValueAction1<T>, T, VoidResult>(
            function, static function => new ValueAction1<T>(function), argument, takesToken: false, cancellationToken);

    /// <summary>Runs an asynchronous function of one argument in a worker, which awaits it.</summary>
    /// <inheritdoc cref="RunAsync{T, TResult}(Func{T, TResult}, T, CancellationToken)"/>
    [OverloadResolutionPriority(1)]
    public Task<TResult> RunAsync<T, TResult>(
        Func<T, ValueTask<TResult>> function, T argument, CancellationToken cancellationToken = default) =>
        Submit<Func<T, ValueTask<TResult>>, ValueFunction1<T, TResult>, T, TResult>(
            function, static function => new ValueFunction1<T, TResult>(function), argument, takesToken: false, cancellationToken);
}
