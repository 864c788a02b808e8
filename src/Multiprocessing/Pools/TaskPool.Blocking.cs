using Multiprocessing.Pools.Functions;

namespace Multiprocessing;

/// <content>
/// Runs functions while the caller's thread waits: for programs that do not use <c>await</c>. The waiting thread receives the answer
/// itself, which is quicker.
/// </content>
public abstract partial class TaskPool
{
    /// <summary>Runs a function in a worker and waits for what it returns. (Python: <c>apply</c>.)</summary>
    /// <typeparam name="TResult">The type of the result, which travels by value.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="cancellationToken">Cancels the task. A task that has not begun never runs. A running one is told, if its function
    /// captures this token, and has the grace period to end; otherwise it is killed with its worker.</param>
    /// <returns>The function's result; an exception of the function is thrown.</returns>
    /// <exception cref="ProcessBoundaryException">An argument or a captured variable cannot cross a process border.</exception>
    /// <exception cref="ArgumentException">The function is asynchronous: use <c>RunAsync</c>.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">The pool has no workers and cannot get any.</exception>
    /// <exception cref="ProcessCrashedException">The task's worker was lost.</exception>
    public TResult Run<TResult>(Func<TResult> function, CancellationToken cancellationToken = default) =>
        Submit<Func<TResult>, Function0<TResult>, VoidResult, TResult>(
            function, static function => new Function0<TResult>(function), default, takesToken: false, cancellationToken,
            waits: true).GetAwaiter().GetResult();

    /// <summary>Runs an action in a worker and waits for its end. (Python: <c>apply</c>.)</summary>
    /// <inheritdoc cref="Run{TResult}(Func{TResult}, CancellationToken)"/>
    public void Run(Action function, CancellationToken cancellationToken = default) =>
        Submit<Action, Action0, VoidResult, VoidResult>(
            function, static function => new Action0(function), default, takesToken: false, cancellationToken,
            waits: true).GetAwaiter().GetResult();

    /// <summary>Runs a function of one argument in a worker and waits for what it returns. (Python: <c>apply</c>.)</summary>
    /// <typeparam name="T">The type of the argument.</typeparam>
    /// <typeparam name="TResult">The type of the result, which travels by value.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="argument">The argument.</param>
    /// <param name="cancellationToken">Cancels the task. A task that has not begun never runs. A running one is told, if its function
    /// captures this token, and has the grace period to end; otherwise it is killed with its worker.</param>
    /// <inheritdoc cref="Run{TResult}(Func{TResult}, CancellationToken)"/>
    public TResult Run<T, TResult>(Func<T, TResult> function, T argument, CancellationToken cancellationToken = default) =>
        Submit<Func<T, TResult>, Function1<T, TResult>, T, TResult>(
            function, static function => new Function1<T, TResult>(function), argument, takesToken: false, cancellationToken,
            waits: true).GetAwaiter().GetResult();

    /// <summary>Runs an action of one argument in a worker and waits for its end. (Python: <c>apply</c>.)</summary>
    /// <inheritdoc cref="Run{T, TResult}(Func{T, TResult}, T, CancellationToken)"/>
    public void Run<T>(Action<T> function, T argument, CancellationToken cancellationToken = default) =>
        Submit<Action<T>, Action1<T>, T, VoidResult>(
            function, static function => new Action1<T>(function), argument, takesToken: false, cancellationToken,
            waits: true).GetAwaiter().GetResult();

    /// <summary>Applies a function to many items, in chunks that workers share, and waits for the results. (Python: <c>map</c>.)</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TResult">The type of the result, which travels by value.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="items">The items; an array must not be changed until the map is done.</param>
    /// <param name="cancellationToken">Cancels the call. Chunks that have not begun never run; running ones are told, and killed with their
    /// workers if they do not end.</param>
    /// <returns>The results, in the order of the items. All items are done first, even if some fail; then the failure of the first of those
    /// is thrown: its exception, or the end of its worker.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable cannot cross a process border.</exception>
    /// <exception cref="ArgumentException">The function is asynchronous: use <c>MapAsync</c>.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">The pool has no workers and cannot get any.</exception>
    public TResult[] Map<T, TResult>(Func<T, TResult> function, IEnumerable<T> items, CancellationToken cancellationToken = default)
    {
        AsyncFunctions.Refuse<TResult>(function, AsyncFunctions.UseMapAsync);
        return Map<Func<T, TResult>, Function1<T, TResult>, T, TResult>(
            function, static function => new Function1<T, TResult>(function), items, takesToken: false,
            cancellationToken).GetAwaiter().GetResult();
    }
}
