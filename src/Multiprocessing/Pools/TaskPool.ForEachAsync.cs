using System.Runtime.CompilerServices;
using Multiprocessing.Pools.Functions;

namespace Multiprocessing;

/// <content>Runs a function for each of many items.</content>
public abstract partial class TaskPool
{
    /// <summary>Runs a function for each of many items, in chunks that workers share; nothing is sent back.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="items">The items; an array must not be changed until all is done.</param>
    /// <param name="cancellationToken">Cancels the call. Chunks that have not begun never run; running ones are told, and killed with their
    /// workers if they do not end.</param>
    /// <returns>Completes when all items are done, even if some fail; then the task fails with the failure of the first of those: its
    /// exception, or the end of its worker.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable cannot cross a process border.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    /// <exception cref="ProcessPoolBrokenException">The pool has no workers and cannot get any.</exception>
    public Task ForEachAsync<T>(Action<T> function, IEnumerable<T> items, CancellationToken cancellationToken = default) =>
        ForEach<Action<T>, Action1<T>, T>(
            function, static function => new Action1<T>(function), items, takesToken: false, cancellationToken);

    /// <summary>Runs an asynchronous function for each of many items, in chunks that workers share; nothing is sent back.</summary>
    /// <inheritdoc cref="ForEachAsync{T}(Action{T}, IEnumerable{T}, CancellationToken)"/>
    [OverloadResolutionPriority(2)]
    public Task ForEachAsync<T>(Func<T, Task> function, IEnumerable<T> items, CancellationToken cancellationToken = default) =>
        ForEach<Func<T, Task>, AsyncAction1<T>, T>(
            function, static function => new AsyncAction1<T>(function), items, takesToken: false, cancellationToken);

    /// <summary>Runs an asynchronous function for each of many items, in chunks that workers share; nothing is sent back.</summary>
    /// <inheritdoc cref="ForEachAsync{T}(Action{T}, IEnumerable{T}, CancellationToken)"/>
    [OverloadResolutionPriority(1)]
    public Task ForEachAsync<T>(Func<T, ValueTask> function, IEnumerable<T> items, CancellationToken cancellationToken = default) =>
        ForEach<Func<T, ValueTask>, ValueAction1<T>, T>(
            function, static function => new ValueAction1<T>(function), items, takesToken: false, cancellationToken);

    /// <summary>
    /// Runs an action for each of many items, in chunks that workers share; nothing is sent back. The action gets a token that is cancelled
    /// when its task is to end, by the caller or by a time limit.
    /// </summary>
    /// <inheritdoc cref="ForEachAsync{T}(Action{T}, IEnumerable{T}, CancellationToken)"/>
    [OverloadResolutionPriority(-3)]
    public Task ForEachAsync<T>(
        Action<T, CancellationToken> function, IEnumerable<T> items, CancellationToken cancellationToken = default) =>
        ForEach<Action<T, CancellationToken>, TokenAction1<T>, T>(
            function, static function => new TokenAction1<T>(function), items, takesToken: true, cancellationToken);

    /// <summary>
    /// Runs an asynchronous function for each of many items, in chunks that workers share; nothing is sent back. The function gets a token
    /// that is cancelled when its task is to end, by the caller or by a time limit.
    /// </summary>
    /// <inheritdoc cref="ForEachAsync{T}(Action{T}, IEnumerable{T}, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public Task ForEachAsync<T>(
        Func<T, CancellationToken, Task> function, IEnumerable<T> items, CancellationToken cancellationToken = default) =>
        ForEach<Func<T, CancellationToken, Task>, TokenAsyncAction1<T>, T>(
            function, static function => new TokenAsyncAction1<T>(function), items, takesToken: true, cancellationToken);

    /// <summary>
    /// Runs an asynchronous function for each of many items, in chunks that workers share; nothing is sent back. The function gets a token
    /// that is cancelled when its task is to end, by the caller or by a time limit.
    /// </summary>
    /// <inheritdoc cref="ForEachAsync{T}(Action{T}, IEnumerable{T}, CancellationToken)"/>
    [OverloadResolutionPriority(-2)]
    public Task ForEachAsync<T>(
        Func<T, CancellationToken, ValueTask> function, IEnumerable<T> items, CancellationToken cancellationToken = default) =>
        ForEach<Func<T, CancellationToken, ValueTask>, TokenValueAction1<T>, T>(
            function, static function => new TokenValueAction1<T>(function), items, takesToken: true, cancellationToken);
}
