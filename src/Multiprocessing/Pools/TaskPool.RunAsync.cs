using System.Runtime.CompilerServices;
using Multiprocessing.Pools.Functions;

namespace Multiprocessing;

/// <content>Runs one function without arguments.</content>
public abstract partial class TaskPool
{
    /// <summary>Runs a function in a worker. The function, what it captures and its argument are copied now.</summary>
    /// <typeparam name="TResult">The type of the result, which travels by value.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="cancellationToken">Cancels the task. A task that has not begun never runs. A running one is told, if its function takes
    /// a token or captures this one, and has the grace period to end; otherwise it is killed with its worker.</param>
    /// <returns>
    /// The result. The task fails with the exception of the function; with <see cref="ProcessCrashedException"/> when its worker was lost;
    /// with <see cref="TimeoutException"/> or <see cref="InsufficientMemoryException"/> when it was killed for a limit.
    /// </returns>
    /// <exception cref="ProcessBoundaryException">An argument or a captured variable cannot cross a process border.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">The pool has no workers and cannot get any.</exception>
    [OverloadResolutionPriority(3)]
    public Task<TResult> RunAsync<TResult>(Func<TResult> function, CancellationToken cancellationToken = default) =>
        Submit<Func<TResult>, Function0<TResult>, VoidResult, TResult>(
            function, static function => new Function0<TResult>(function), default, takesToken: false, cancellationToken);

    /// <summary>Runs an action in a worker.</summary>
    /// <inheritdoc cref="RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    [OverloadResolutionPriority(3)]
    public Task RunAsync(Action function, CancellationToken cancellationToken = default) =>
        Submit<Action, Action0, VoidResult, VoidResult>(
            function, static function => new Action0(function), default, takesToken: false, cancellationToken);

    /// <summary>Runs an asynchronous function in a worker, which awaits it.</summary>
    /// <inheritdoc cref="RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    [OverloadResolutionPriority(5)]
    public Task RunAsync(Func<Task> function, CancellationToken cancellationToken = default) =>
        Submit<Func<Task>, AsyncAction0, VoidResult, VoidResult>(
            function, static function => new AsyncAction0(function), default, takesToken: false, cancellationToken);

    /// <summary>Runs an asynchronous function in a worker, which awaits it.</summary>
    /// <inheritdoc cref="RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    [OverloadResolutionPriority(5)]
    public Task<TResult> RunAsync<TResult>(Func<Task<TResult>> function, CancellationToken cancellationToken = default) =>
        Submit<Func<Task<TResult>>, AsyncFunction0<TResult>, VoidResult, TResult>(
            function, static function => new AsyncFunction0<TResult>(function), default, takesToken: false, cancellationToken);

    /// <summary>Runs an asynchronous function in a worker, which awaits it.</summary>
    /// <inheritdoc cref="RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    [OverloadResolutionPriority(4)]
    public Task RunAsync(Func<ValueTask> function, CancellationToken cancellationToken = default) =>
        Submit<Func<ValueTask>, ValueAction0, VoidResult, VoidResult>(
            function, static function => new ValueAction0(function), default, takesToken: false, cancellationToken);

    /// <summary>Runs an asynchronous function in a worker, which awaits it.</summary>
    /// <inheritdoc cref="RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    [OverloadResolutionPriority(4)]
    public Task<TResult> RunAsync<TResult>(Func<ValueTask<TResult>> function, CancellationToken cancellationToken = default) =>
        Submit<Func<ValueTask<TResult>>, ValueFunction0<TResult>, VoidResult, TResult>(
            function, static function => new ValueFunction0<TResult>(function), default, takesToken: false, cancellationToken);
}
