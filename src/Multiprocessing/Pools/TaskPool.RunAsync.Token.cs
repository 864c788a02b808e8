using System.Runtime.CompilerServices;
using Multiprocessing.Pools.Functions;

namespace Multiprocessing;

/// <content>Runs one function without arguments that takes a token.</content>
public abstract partial class TaskPool
{
    /// <summary>
    /// Runs a function in a worker. The function gets a token that is cancelled when its task is to end, by the caller or by a time limit.
    /// </summary>
    /// <inheritdoc cref="RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task<TResult> RunAsync<TResult>(Func<CancellationToken, TResult> function, CancellationToken cancellationToken = default) =>
        Submit<Func<CancellationToken, TResult>, TokenFunction0<TResult>, VoidResult, TResult>(
            function, static function => new TokenFunction0<TResult>(function), default, takesToken: true, cancellationToken);

    /// <summary>
    /// Runs an action in a worker. The action gets a token that is cancelled when its task is to end, by the caller or by a time limit.
    /// </summary>
    /// <inheritdoc cref="RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task RunAsync(Action<CancellationToken> function, CancellationToken cancellationToken = default) =>
        Submit<Action<CancellationToken>, TokenAction0, VoidResult, VoidResult>(
            function, static function => new TokenAction0(function), default, takesToken: true, cancellationToken);

    /// <summary>
    /// Runs an asynchronous function in a worker, which awaits it. The function gets a token that is cancelled when its task is to end, by
    /// the caller or by a time limit.
    /// </summary>
    /// <inheritdoc cref="RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    [OverloadResolutionPriority(2)]
    public Task RunAsync(Func<CancellationToken, Task> function, CancellationToken cancellationToken = default) =>
        Submit<Func<CancellationToken, Task>, TokenAsyncAction0, VoidResult, VoidResult>(
            function, static function => new TokenAsyncAction0(function), default, takesToken: true, cancellationToken);

    /// <summary>
    /// Runs an asynchronous function in a worker, which awaits it. The function gets a token that is cancelled when its task is to end, by
    /// the caller or by a time limit.
    /// </summary>
    /// <inheritdoc cref="RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    [OverloadResolutionPriority(2)]
    public Task<TResult> RunAsync<TResult>(
        Func<CancellationToken, Task<TResult>> function, CancellationToken cancellationToken = default) =>
        Submit<Func<CancellationToken, Task<TResult>>, TokenAsyncFunction0<TResult>, VoidResult, TResult>(
            function, static function => new TokenAsyncFunction0<TResult>(function), default, takesToken: true, cancellationToken);

    /// <summary>
    /// Runs an asynchronous function in a worker, which awaits it. The function gets a token that is cancelled when its task is to end, by
    /// the caller or by a time limit.
    /// </summary>
    /// <inheritdoc cref="RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    [OverloadResolutionPriority(1)]
    public Task RunAsync(Func<CancellationToken, ValueTask> function, CancellationToken cancellationToken = default) =>
        Submit<Func<CancellationToken, ValueTask>, TokenValueAction0, VoidResult, VoidResult>(
            function, static function => new TokenValueAction0(function), default, takesToken: true, cancellationToken);

    /// <summary>
    /// Runs an asynchronous function in a worker, which awaits it. The function gets a token that is cancelled when its task is to end, by
    /// the caller or by a time limit.
    /// </summary>
    /// <inheritdoc cref="RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    [OverloadResolutionPriority(1)]
    public Task<TResult> RunAsync<TResult>(
        Func<CancellationToken, ValueTask<TResult>> function, CancellationToken cancellationToken = default) =>
        Submit<Func<CancellationToken, ValueTask<TResult>>, TokenValueFunction0<TResult>, VoidResult, TResult>(
            function, static function => new TokenValueFunction0<TResult>(function), default, takesToken: true, cancellationToken);
}
