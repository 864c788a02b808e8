using System.Runtime.CompilerServices;

namespace Multiprocessing;

// As Start, but the caller gets only the task, which completes when the process has ended.
public partial class ChildProcess
{
    /// <summary>Calls a function in a process of its own.</summary>
    /// <param name="target">The function.</param>
    /// <param name="options">How to start the process; null for the defaults. A <see cref="CancellationToken"/> in its place kills the
    /// process, as <paramref name="cancellationToken"/> does.</param>
    /// <param name="cancellationToken">Kills the process and cancels the task. No process is started if it is cancelled already.</param>
    /// <returns>A task that completes when the process has ended; it fails with the function's exception, or with
    /// <see cref="ProcessCrashedException"/>.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable cannot cross; the message names it.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    public static Task RunAsync(Action target, ProcessOptions? options = null, CancellationToken cancellationToken = default) =>
        RunNewAsync(target, options, [], isGiven: false, cancellationToken);

    /// <summary>Calls an asynchronous function in a process of its own.</summary>
    /// <param name="target">The function.</param>
    /// <param name="options">How to start the process; null for the defaults. A <see cref="CancellationToken"/> in its place kills the
    /// process, as <paramref name="cancellationToken"/> does.</param>
    /// <param name="cancellationToken">Kills the process and cancels the task. No process is started if it is cancelled already.</param>
    /// <returns>A task that completes when the process has ended; it fails with the function's exception, or with
    /// <see cref="ProcessCrashedException"/>.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable cannot cross; the message names it.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    [OverloadResolutionPriority(2)]
    public static Task RunAsync(Func<Task> target, ProcessOptions? options = null, CancellationToken cancellationToken = default) =>
        RunNewAsync(target, options, [], isGiven: false, cancellationToken);

    /// <summary>Calls an asynchronous function in a process of its own.</summary>
    /// <param name="target">The function.</param>
    /// <param name="options">How to start the process; null for the defaults. A <see cref="CancellationToken"/> in its place kills the
    /// process, as <paramref name="cancellationToken"/> does.</param>
    /// <param name="cancellationToken">Kills the process and cancels the task. No process is started if it is cancelled already.</param>
    /// <returns>A task that completes when the process has ended; it fails with the function's exception, or with
    /// <see cref="ProcessCrashedException"/>.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable cannot cross; the message names it.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    [OverloadResolutionPriority(1)]
    public static Task RunAsync(Func<ValueTask> target, ProcessOptions? options = null, CancellationToken cancellationToken = default) =>
        RunNewAsync(target, options, [], isGiven: false, cancellationToken);

    /// <summary>Calls a function in a process of its own.</summary>
    /// <typeparam name="TResult">The type of the function's result, which travels by value.</typeparam>
    /// <param name="target">The function.</param>
    /// <param name="options">How to start the process; null for the defaults. A <see cref="CancellationToken"/> in its place kills the
    /// process, as <paramref name="cancellationToken"/> does.</param>
    /// <param name="cancellationToken">Kills the process and cancels the task. No process is started if it is cancelled already.</param>
    /// <returns>A task that gives the result when the process has ended; it fails with the function's exception, or with
    /// <see cref="ProcessCrashedException"/>.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable cannot cross; the message names it.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    public static Task<TResult> RunAsync<TResult>(Func<TResult> target, ProcessOptions? options = null,
        CancellationToken cancellationToken = default) =>
        RunNewAsync<TResult>(target, options, [], isGiven: false, cancellationToken);

    /// <summary>Calls an asynchronous function in a process of its own.</summary>
    /// <typeparam name="TResult">The type of the function's result, which travels by value.</typeparam>
    /// <param name="target">The function.</param>
    /// <param name="options">How to start the process; null for the defaults. A <see cref="CancellationToken"/> in its place kills the
    /// process, as <paramref name="cancellationToken"/> does.</param>
    /// <param name="cancellationToken">Kills the process and cancels the task. No process is started if it is cancelled already.</param>
    /// <returns>A task that gives the result when the process has ended; it fails with the function's exception, or with
    /// <see cref="ProcessCrashedException"/>.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable cannot cross; the message names it.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    [OverloadResolutionPriority(2)]
    public static Task<TResult> RunAsync<TResult>(Func<Task<TResult>> target, ProcessOptions? options = null,
        CancellationToken cancellationToken = default) =>
        RunNewAsync<TResult>(target, options, [], isGiven: false, cancellationToken);

    /// <summary>Calls an asynchronous function in a process of its own.</summary>
    /// <typeparam name="TResult">The type of the function's result, which travels by value.</typeparam>
    /// <param name="target">The function.</param>
    /// <param name="options">How to start the process; null for the defaults. A <see cref="CancellationToken"/> in its place kills the
    /// process, as <paramref name="cancellationToken"/> does.</param>
    /// <param name="cancellationToken">Kills the process and cancels the task. No process is started if it is cancelled already.</param>
    /// <returns>A task that gives the result when the process has ended; it fails with the function's exception, or with
    /// <see cref="ProcessCrashedException"/>.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable cannot cross; the message names it.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    [OverloadResolutionPriority(1)]
    public static Task<TResult> RunAsync<TResult>(Func<ValueTask<TResult>> target, ProcessOptions? options = null,
        CancellationToken cancellationToken = default) =>
        RunNewAsync<TResult>(target, options, [], isGiven: false, cancellationToken);

    /// <summary>Calls a function in a process of its own.</summary>
    /// <typeparam name="T">The type of the argument.</typeparam>
    /// <param name="target">The function.</param>
    /// <param name="argument">The function's argument, which travels by value.</param>
    /// <param name="options">How to start the process; null for the defaults. A <see cref="CancellationToken"/> in its place kills the
    /// process, as <paramref name="cancellationToken"/> does.</param>
    /// <param name="cancellationToken">Kills the process and cancels the task. No process is started if it is cancelled already.</param>
    /// <returns>A task that completes when the process has ended; it fails with the function's exception, or with
    /// <see cref="ProcessCrashedException"/>.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable or the argument cannot cross; the message names it.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    public static Task RunAsync<T>(Action<T> target, T argument, ProcessOptions? options = null,
        CancellationToken cancellationToken = default) =>
        RunNewAsync(target, options, [argument], isGiven: false, cancellationToken);

    /// <summary>Calls an asynchronous function in a process of its own.</summary>
    /// <typeparam name="T">The type of the argument.</typeparam>
    /// <param name="target">The function.</param>
    /// <param name="argument">The function's argument, which travels by value.</param>
    /// <param name="options">How to start the process; null for the defaults. A <see cref="CancellationToken"/> in its place kills the
    /// process, as <paramref name="cancellationToken"/> does.</param>
    /// <param name="cancellationToken">Kills the process and cancels the task. No process is started if it is cancelled already.</param>
    /// <returns>A task that completes when the process has ended; it fails with the function's exception, or with
    /// <see cref="ProcessCrashedException"/>.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable or the argument cannot cross; the message names it.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    [OverloadResolutionPriority(2)]
    public static Task RunAsync<T>(Func<T, Task> target, T argument, ProcessOptions? options = null,
        CancellationToken cancellationToken = default) =>
        RunNewAsync(target, options, [argument], isGiven: false, cancellationToken);

    /// <summary>Calls an asynchronous function in a process of its own.</summary>
    /// <typeparam name="T">The type of the argument.</typeparam>
    /// <param name="target">The function.</param>
    /// <param name="argument">The function's argument, which travels by value.</param>
    /// <param name="options">How to start the process; null for the defaults. A <see cref="CancellationToken"/> in its place kills the
    /// process, as <paramref name="cancellationToken"/> does.</param>
    /// <param name="cancellationToken">Kills the process and cancels the task. No process is started if it is cancelled already.</param>
    /// <returns>A task that completes when the process has ended; it fails with the function's exception, or with
    /// <see cref="ProcessCrashedException"/>.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable or the argument cannot cross; the message names it.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    [OverloadResolutionPriority(1)]
    public static Task RunAsync<T>(Func<T, ValueTask> target, T argument, ProcessOptions? options = null,
        CancellationToken cancellationToken = default) =>
        RunNewAsync(target, options, [argument], isGiven: false, cancellationToken);

    /// <summary>Calls a function in a process of its own.</summary>
    /// <typeparam name="T">The type of the argument.</typeparam>
    /// <typeparam name="TResult">The type of the function's result, which travels by value.</typeparam>
    /// <param name="target">The function.</param>
    /// <param name="argument">The function's argument, which travels by value.</param>
    /// <param name="options">How to start the process; null for the defaults. A <see cref="CancellationToken"/> in its place kills the
    /// process, as <paramref name="cancellationToken"/> does.</param>
    /// <param name="cancellationToken">Kills the process and cancels the task. No process is started if it is cancelled already.</param>
    /// <returns>A task that gives the result when the process has ended; it fails with the function's exception, or with
    /// <see cref="ProcessCrashedException"/>.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable or the argument cannot cross; the message names it.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    public static Task<TResult> RunAsync<T, TResult>(Func<T, TResult> target, T argument, ProcessOptions? options = null,
        CancellationToken cancellationToken = default) =>
        RunNewAsync<TResult>(target, options, [argument], isGiven: false, cancellationToken);

    /// <summary>Calls an asynchronous function in a process of its own.</summary>
    /// <typeparam name="T">The type of the argument.</typeparam>
    /// <typeparam name="TResult">The type of the function's result, which travels by value.</typeparam>
    /// <param name="target">The function.</param>
    /// <param name="argument">The function's argument, which travels by value.</param>
    /// <param name="options">How to start the process; null for the defaults. A <see cref="CancellationToken"/> in its place kills the
    /// process, as <paramref name="cancellationToken"/> does.</param>
    /// <param name="cancellationToken">Kills the process and cancels the task. No process is started if it is cancelled already.</param>
    /// <returns>A task that gives the result when the process has ended; it fails with the function's exception, or with
    /// <see cref="ProcessCrashedException"/>.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable or the argument cannot cross; the message names it.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    [OverloadResolutionPriority(2)]
    public static Task<TResult> RunAsync<T, TResult>(Func<T, Task<TResult>> target, T argument, ProcessOptions? options = null,
        CancellationToken cancellationToken = default) =>
        RunNewAsync<TResult>(target, options, [argument], isGiven: false, cancellationToken);

    /// <summary>Calls an asynchronous function in a process of its own.</summary>
    /// <typeparam name="T">The type of the argument.</typeparam>
    /// <typeparam name="TResult">The type of the function's result, which travels by value.</typeparam>
    /// <param name="target">The function.</param>
    /// <param name="argument">The function's argument, which travels by value.</param>
    /// <param name="options">How to start the process; null for the defaults. A <see cref="CancellationToken"/> in its place kills the
    /// process, as <paramref name="cancellationToken"/> does.</param>
    /// <param name="cancellationToken">Kills the process and cancels the task. No process is started if it is cancelled already.</param>
    /// <returns>A task that gives the result when the process has ended; it fails with the function's exception, or with
    /// <see cref="ProcessCrashedException"/>.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable or the argument cannot cross; the message names it.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    [OverloadResolutionPriority(1)]
    public static Task<TResult> RunAsync<T, TResult>(Func<T, ValueTask<TResult>> target, T argument, ProcessOptions? options = null,
        CancellationToken cancellationToken = default) =>
        RunNewAsync<TResult>(target, options, [argument], isGiven: false, cancellationToken);

    /// <summary>Calls a function in a process of its own.</summary>
    /// <param name="target">The function.</param>
    /// <param name="options">How to start the process; null for the defaults. A <see cref="CancellationToken"/> in its place kills the
    /// process.</param>
    /// <param name="cancellationToken">Given to the function, which decides when to end once the token is cancelled; nothing kills the
    /// process. No process is started if the token is cancelled already.</param>
    /// <returns>A task that completes when the process has ended; it fails with the function's exception, or with
    /// <see cref="ProcessCrashedException"/>.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable cannot cross; the message names it.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    public static Task RunAsync(Action<CancellationToken> target, ProcessOptions? options = null,
        CancellationToken cancellationToken = default) =>
        RunNewAsync(target, options, [cancellationToken], isGiven: true, cancellationToken);

    /// <summary>Calls an asynchronous function in a process of its own.</summary>
    /// <param name="target">The function.</param>
    /// <param name="options">How to start the process; null for the defaults. A <see cref="CancellationToken"/> in its place kills the
    /// process.</param>
    /// <param name="cancellationToken">Given to the function, which decides when to end once the token is cancelled; nothing kills the
    /// process. No process is started if the token is cancelled already.</param>
    /// <returns>A task that completes when the process has ended; it fails with the function's exception, or with
    /// <see cref="ProcessCrashedException"/>.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable cannot cross; the message names it.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    [OverloadResolutionPriority(2)]
    public static Task RunAsync(Func<CancellationToken, Task> target, ProcessOptions? options = null,
        CancellationToken cancellationToken = default) =>
        RunNewAsync(target, options, [cancellationToken], isGiven: true, cancellationToken);

    /// <summary>Calls an asynchronous function in a process of its own.</summary>
    /// <param name="target">The function.</param>
    /// <param name="options">How to start the process; null for the defaults. A <see cref="CancellationToken"/> in its place kills the
    /// process.</param>
    /// <param name="cancellationToken">Given to the function, which decides when to end once the token is cancelled; nothing kills the
    /// process. No process is started if the token is cancelled already.</param>
    /// <returns>A task that completes when the process has ended; it fails with the function's exception, or with
    /// <see cref="ProcessCrashedException"/>.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable cannot cross; the message names it.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    [OverloadResolutionPriority(1)]
    public static Task RunAsync(Func<CancellationToken, ValueTask> target, ProcessOptions? options = null,
        CancellationToken cancellationToken = default) =>
        RunNewAsync(target, options, [cancellationToken], isGiven: true, cancellationToken);

    /// <summary>Calls a function in a process of its own.</summary>
    /// <typeparam name="TResult">The type of the function's result, which travels by value.</typeparam>
    /// <param name="target">The function.</param>
    /// <param name="options">How to start the process; null for the defaults. A <see cref="CancellationToken"/> in its place kills the
    /// process.</param>
    /// <param name="cancellationToken">Given to the function, which decides when to end once the token is cancelled; nothing kills the
    /// process. No process is started if the token is cancelled already.</param>
    /// <returns>A task that gives the result when the process has ended; it fails with the function's exception, or with
    /// <see cref="ProcessCrashedException"/>.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable cannot cross; the message names it.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    public static Task<TResult> RunAsync<TResult>(Func<CancellationToken, TResult> target, ProcessOptions? options = null,
        CancellationToken cancellationToken = default) =>
        RunNewAsync<TResult>(target, options, [cancellationToken], isGiven: true, cancellationToken);

    /// <summary>Calls an asynchronous function in a process of its own.</summary>
    /// <typeparam name="TResult">The type of the function's result, which travels by value.</typeparam>
    /// <param name="target">The function.</param>
    /// <param name="options">How to start the process; null for the defaults. A <see cref="CancellationToken"/> in its place kills the
    /// process.</param>
    /// <param name="cancellationToken">Given to the function, which decides when to end once the token is cancelled; nothing kills the
    /// process. No process is started if the token is cancelled already.</param>
    /// <returns>A task that gives the result when the process has ended; it fails with the function's exception, or with
    /// <see cref="ProcessCrashedException"/>.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable cannot cross; the message names it.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    [OverloadResolutionPriority(2)]
    public static Task<TResult> RunAsync<TResult>(Func<CancellationToken, Task<TResult>> target, ProcessOptions? options = null,
        CancellationToken cancellationToken = default) =>
        RunNewAsync<TResult>(target, options, [cancellationToken], isGiven: true, cancellationToken);

    /// <summary>Calls an asynchronous function in a process of its own.</summary>
    /// <typeparam name="TResult">The type of the function's result, which travels by value.</typeparam>
    /// <param name="target">The function.</param>
    /// <param name="options">How to start the process; null for the defaults. A <see cref="CancellationToken"/> in its place kills the
    /// process.</param>
    /// <param name="cancellationToken">Given to the function, which decides when to end once the token is cancelled; nothing kills the
    /// process. No process is started if the token is cancelled already.</param>
    /// <returns>A task that gives the result when the process has ended; it fails with the function's exception, or with
    /// <see cref="ProcessCrashedException"/>.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable cannot cross; the message names it.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    [OverloadResolutionPriority(1)]
    public static Task<TResult> RunAsync<TResult>(Func<CancellationToken, ValueTask<TResult>> target, ProcessOptions? options = null,
        CancellationToken cancellationToken = default) =>
        RunNewAsync<TResult>(target, options, [cancellationToken], isGiven: true, cancellationToken);

    private static Task RunNewAsync(Delegate target, ProcessOptions? options, object?[] arguments, bool isGiven,
        CancellationToken cancellationToken) =>
        CancelledAmong(options, arguments, cancellationToken) is { } cancelled ? Task.FromCanceled(cancelled)
        : StartNew(target, options, arguments, printsFailure: false, isGiven ? default : cancellationToken).State.CompletionAsync();

    private static Task<TResult> RunNewAsync<TResult>(Delegate target, ProcessOptions? options, object?[] arguments, bool isGiven,
        CancellationToken cancellationToken) =>
        CancelledAmong(options, arguments, cancellationToken) is { } cancelled ? Task.FromCanceled<TResult>(cancelled)
        : StartNew<TResult>(target, options, arguments, isGiven ? default : cancellationToken).AsTask();

    // A token as the argument, not as the last parameter, is the shortest way to give one to the function.
    private static CancellationToken? CancelledAmong(ProcessOptions? options, object?[] arguments, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested ? cancellationToken
        : options?.CancellationToken is { IsCancellationRequested: true } ofOptions ? ofOptions
        : arguments is [CancellationToken { IsCancellationRequested: true } given] ? given
        : null;
}
