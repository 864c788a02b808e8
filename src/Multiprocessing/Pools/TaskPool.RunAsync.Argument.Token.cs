using System.Runtime.CompilerServices;
using Multiprocessing.Pools.Functions;

namespace Multiprocessing;

/// <content>Runs one function of one argument that takes a token.</content>
public abstract partial class TaskPool
{
    /// <summary>
    /// Runs a function of one argument in a worker. The function gets a token that is cancelled when its task is to end, by the caller or
    /// by a time limit.
    /// </summary>
    /// <inheritdoc cref="RunAsync{T, TResult}(Func{T, TResult}, T, CancellationToken)"/>
    [OverloadResolutionPriority(-3)]
    public Task<TResult> RunAsync<T, TResult>(
        Func<T, CancellationToken, TResult> function, T argument, CancellationToken cancellationToken = default) =>
        Submit<Func<T, CancellationToken, TResult>, TokenFunction1<T, TResult>, T, TResult>(
            function, static function => new TokenFunction1<T, TResult>(function), argument, takesToken: true, cancellationToken);

    /// <summary>
    /// Runs an action of one argument in a worker. The action gets a token that is cancelled when its task is to end, by the caller or by a
    /// time limit.
    /// </summary>
    /// <inheritdoc cref="RunAsync{T, TResult}(Func{T, TResult}, T, CancellationToken)"/>
    [OverloadResolutionPriority(-3)]
    public Task RunAsync<T>(Action<T, CancellationToken> function, T argument, CancellationToken cancellationToken = default) =>
        Submit<Action<T, CancellationToken>, TokenAction1<T>, T, VoidResult>(
            function, static function => new TokenAction1<T>(function), argument, takesToken: true, cancellationToken);

    /// <summary>
    /// Runs an asynchronous function of one argument in a worker, which awaits it. The function gets a token that is cancelled when its
    /// task is to end, by the caller or by a time limit.
    /// </summary>
    /// <inheritdoc cref="RunAsync{T, TResult}(Func{T, TResult}, T, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public Task RunAsync<T>(Func<T, CancellationToken, Task> function, T argument, CancellationToken cancellationToken = default) =>
        Submit<Func<T, CancellationToken, Task>, TokenAsyncAction1<T>, T, VoidResult>(
            function, static function => new TokenAsyncAction1<T>(function), argument, takesToken: true, cancellationToken);

    /// <summary>
    /// Runs an asynchronous function of one argument in a worker, which awaits it. The function gets a token that is cancelled when its
    /// task is to end, by the caller or by a time limit.
    /// </summary>
    /// <inheritdoc cref="RunAsync{T, TResult}(Func{T, TResult}, T, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public Task<TResult> RunAsync<T, TResult>(
        Func<T, CancellationToken, Task<TResult>> function, T argument, CancellationToken cancellationToken = default) =>
        Submit<Func<T, CancellationToken, Task<TResult>>, TokenAsyncFunction1<T, TResult>, T, TResult>(
            function, static function => new TokenAsyncFunction1<T, TResult>(function), argument, takesToken: true, cancellationToken);

    /// <summary>
    /// Runs an asynchronous function of one argument in a worker, which awaits it. The function gets a token that is cancelled when its
    /// task is to end, by the caller or by a time limit.
    /// </summary>
    /// <inheritdoc cref="RunAsync{T, TResult}(Func{T, TResult}, T, CancellationToken)"/>
    [OverloadResolutionPriority(-2)]
    public Task RunAsync<T>(Func<T, CancellationToken, ValueTask> function, T argument, CancellationToken cancellationToken = default) =>
        Submit<Func<T, CancellationToken, ValueTask>, TokenValueAction1<T>, T, VoidResult>(
            function, static function => new TokenValueAction1<T>(function), argument, takesToken: true, cancellationToken);

    /// <summary>
    /// Runs an asynchronous function of one argument in a worker, which awaits it. The function gets a token that is cancelled when its
    /// task is to end, by the caller or by a time limit.
    /// </summary>
    /// <inheritdoc cref="RunAsync{T, TResult}(Func{T, TResult}, T, CancellationToken)"/>
    [OverloadResolutionPriority(-2)]
    public Task<TResult> RunAsync<T, TResult>(
        Func<T, CancellationToken, ValueTask<TResult>> function, T argument, CancellationToken cancellationToken = default) =>
        Submit<Func<T, CancellationToken, ValueTask<TResult>>, TokenValueFunction1<T, TResult>, T, TResult>(
            function, static function => new TokenValueFunction1<T, TResult>(function), argument, takesToken: true, cancellationToken);
}
