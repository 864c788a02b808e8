using System.Runtime.CompilerServices;

namespace Multiprocessing;

// As Start, but the task is all that the caller sees: it completes when the process has ended.
public partial class ChildProcess
{
    /// <summary>Calls a function in a process of its own.</summary>
    /// <param name="target">The function.</param>
    /// <param name="options">How to start the process; null for the defaults. A <see cref="CancellationToken"/> in its place kills the
    /// process, as <paramref name="cancellationToken"/> does.</param>
    /// <param name="cancellationToken">Kills the process; the task is cancelled. Cancelled already, it starts none.</param>
    /// <returns>Completes with the process; fails with what the function threw, or with <see cref="ProcessCrashedException"/>.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable cannot cross; the message names it.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    public static Task RunAsync(Action target, ProcessOptions? options = null, CancellationToken cancellationToken = default) =>
        RunNewAsync(target, options, [], isGiven: false, cancellationToken);

    /// <summary>Calls an asynchronous function in a process of its own.</summary>
    /// <param name="target">The function.</param>
    /// <param name="options">How to start the process; null for the defaults. A <see cref="CancellationToken"/> in its place kills the
    /// process, as <paramref name="cancellationToken"/> does.</param>
    /// <param name="cancellationToken">Kills the process; the task is cancelled. Cancelled already, it starts none.</param>
    /// <returns>Completes with the process; fails with what the function threw, or with <see cref="ProcessCrashedException"/>.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable cannot cross; the message names it.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    [OverloadResolutionPriority(2)]
    public static Task RunAsync(Func<Task> target, ProcessOptions? options = null, CancellationToken cancellationToken = default) =>
        RunNewAsync(target, options, [], isGiven: false, cancellationToken);

    /// <summary>Calls an asynchronous function in a process of its own.</summary>
    /// <param name="target">The function.</param>
    /// <param name="options">How to start the process; null for the defaults. A <see cref="CancellationToken"/> in its place kills the
    /// process, as <paramref name="cancellationToken"/> does.</param>
    /// <param name="cancellationToken">Kills the process; the task is cancelled. Cancelled already, it starts none.</param>
    /// <returns>Completes with the process; fails with what the function threw, or with <see cref="ProcessCrashedException"/>.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable cannot cross; the message names it.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    [OverloadResolutionPriority(1)]
    public static Task RunAsync(Func<ValueTask> target, ProcessOptions? options = null, CancellationToken cancellationToken = default) =>
        RunNewAsync(target, options, [], isGiven: false, cancellationToken);

    /// <summary>Calls a function in a process of its own.</summary>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="target">The function.</param>
    /// <param name="options">How to start the process; null for the defaults. A <see cref="CancellationToken"/> in its place kills the
    /// process, as <paramref name="cancellationToken"/> does.</param>
    /// <param name="cancellationToken">Kills the process; the task is cancelled. Cancelled already, it starts none.</param>
    /// <returns>The result; fails with what the function threw, or with <see cref="ProcessCrashedException"/>.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable cannot cross; the message names it.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    public static Task<TResult> RunAsync<TResult>(Func<TResult> target, ProcessOptions? options = null,
        CancellationToken cancellationToken = default) =>
        RunNewAsync<TResult>(target, options, [], isGiven: false, cancellationToken);

    /// <summary>Calls an asynchronous function in a process of its own.</summary>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="target">The function.</param>
    /// <param name="options">How to start the process; null for the defaults. A <see cref="CancellationToken"/> in its place kills the
    /// process, as <paramref name="cancellationToken"/> does.</param>
    /// <param name="cancellationToken">Kills the process; the task is cancelled. Cancelled already, it starts none.</param>
    /// <returns>The result; fails with what the function threw, or with <see cref="ProcessCrashedException"/>.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable cannot cross; the message names it.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    [OverloadResolutionPriority(2)]
    public static Task<TResult> RunAsync<TResult>(Func<Task<TResult>> target, ProcessOptions? options = null,
        CancellationToken cancellationToken = default) =>
        RunNewAsync<TResult>(target, options, [], isGiven: false, cancellationToken);

    /// <summary>Calls an asynchronous function in a process of its own.</summary>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="target">The function.</param>
    /// <param name="options">How to start the process; null for the defaults. A <see cref="CancellationToken"/> in its place kills the
    /// process, as <paramref name="cancellationToken"/> does.</param>
    /// <param name="cancellationToken">Kills the process; the task is cancelled. Cancelled already, it starts none.</param>
    /// <returns>The result; fails with what the function threw, or with <see cref="ProcessCrashedException"/>.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable cannot cross; the message names it.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    [OverloadResolutionPriority(1)]
    public static Task<TResult> RunAsync<TResult>(Func<ValueTask<TResult>> target, ProcessOptions? options = null,
        CancellationToken cancellationToken = default) =>
        RunNewAsync<TResult>(target, options, [], isGiven: false, cancellationToken);

    /// <summary>Calls a function in a process of its own.</summary>
    /// <typeparam name="T">The type of the argument.</typeparam>
    /// <param name="target">The function.</param>
    /// <param name="argument">Its argument; it travels by value.</param>
    /// <param name="options">How to start the process; null for the defaults. A <see cref="CancellationToken"/> in its place kills the
    /// process, as <paramref name="cancellationToken"/> does.</param>
    /// <param name="cancellationToken">Kills the process; the task is cancelled. Cancelled already, it starts none.</param>
    /// <returns>Completes with the process; fails with what the function threw, or with <see cref="ProcessCrashedException"/>.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable or the argument cannot cross; the message names it.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    public static Task RunAsync<T>(Action<T> target, T argument, ProcessOptions? options = null,
        CancellationToken cancellationToken = default) =>
        RunNewAsync(target, options, [argument], isGiven: false, cancellationToken);

    /// <summary>Calls an asynchronous function in a process of its own.</summary>
    /// <typeparam name="T">The type of the argument.</typeparam>
    /// <param name="target">The function.</param>
    /// <param name="argument">Its argument; it travels by value.</param>
    /// <param name="options">How to start the process; null for the defaults. A <see cref="CancellationToken"/> in its place kills the
    /// process, as <paramref name="cancellationToken"/> does.</param>
    /// <param name="cancellationToken">Kills the process; the task is cancelled. Cancelled already, it starts none.</param>
    /// <returns>Completes with the process; fails with what the function threw, or with <see cref="ProcessCrashedException"/>.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable or the argument cannot cross; the message names it.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    [OverloadResolutionPriority(2)]
    public static Task RunAsync<T>(Func<T, Task> target, T argument, ProcessOptions? options = null,
        CancellationToken cancellationToken = default) =>
        RunNewAsync(target, options, [argument], isGiven: false, cancellationToken);

    /// <summary>Calls an asynchronous function in a process of its own.</summary>
    /// <typeparam name="T">The type of the argument.</typeparam>
    /// <param name="target">The function.</param>
    /// <param name="argument">Its argument; it travels by value.</param>
    /// <param name="options">How to start the process; null for the defaults. A <see cref="CancellationToken"/> in its place kills the
    /// process, as <paramref name="cancellationToken"/> does.</param>
    /// <param name="cancellationToken">Kills the process; the task is cancelled. Cancelled already, it starts none.</param>
    /// <returns>Completes with the process; fails with what the function threw, or with <see cref="ProcessCrashedException"/>.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable or the argument cannot cross; the message names it.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    [OverloadResolutionPriority(1)]
    public static Task RunAsync<T>(Func<T, ValueTask> target, T argument, ProcessOptions? options = null,
        CancellationToken cancellationToken = default) =>
        RunNewAsync(target, options, [argument], isGiven: false, cancellationToken);

    /// <summary>Calls a function in a process of its own.</summary>
    /// <typeparam name="T">The type of the argument.</typeparam>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="target">The function.</param>
    /// <param name="argument">Its argument; it travels by value.</param>
    /// <param name="options">How to start the process; null for the defaults. A <see cref="CancellationToken"/> in its place kills the
    /// process, as <paramref name="cancellationToken"/> does.</param>
    /// <param name="cancellationToken">Kills the process; the task is cancelled. Cancelled already, it starts none.</param>
    /// <returns>The result; fails with what the function threw, or with <see cref="ProcessCrashedException"/>.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable or the argument cannot cross; the message names it.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    public static Task<TResult> RunAsync<T, TResult>(Func<T, TResult> target, T argument, ProcessOptions? options = null,
        CancellationToken cancellationToken = default) =>
        RunNewAsync<TResult>(target, options, [argument], isGiven: false, cancellationToken);

    /// <summary>Calls an asynchronous function in a process of its own.</summary>
    /// <typeparam name="T">The type of the argument.</typeparam>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="target">The function.</param>
    /// <param name="argument">Its argument; it travels by value.</param>
    /// <param name="options">How to start the process; null for the defaults. A <see cref="CancellationToken"/> in its place kills the
    /// process, as <paramref name="cancellationToken"/> does.</param>
    /// <param name="cancellationToken">Kills the process; the task is cancelled. Cancelled already, it starts none.</param>
    /// <returns>The result; fails with what the function threw, or with <see cref="ProcessCrashedException"/>.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable or the argument cannot cross; the message names it.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    [OverloadResolutionPriority(2)]
    public static Task<TResult> RunAsync<T, TResult>(Func<T, Task<TResult>> target, T argument, ProcessOptions? options = null,
        CancellationToken cancellationToken = default) =>
        RunNewAsync<TResult>(target, options, [argument], isGiven: false, cancellationToken);

    /// <summary>Calls an asynchronous function in a process of its own.</summary>
    /// <typeparam name="T">The type of the argument.</typeparam>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="target">The function.</param>
    /// <param name="argument">Its argument; it travels by value.</param>
    /// <param name="options">How to start the process; null for the defaults. A <see cref="CancellationToken"/> in its place kills the
    /// process, as <paramref name="cancellationToken"/> does.</param>
    /// <param name="cancellationToken">Kills the process; the task is cancelled. Cancelled already, it starts none.</param>
    /// <returns>The result; fails with what the function threw, or with <see cref="ProcessCrashedException"/>.</returns>
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
    /// <param name="cancellationToken">Given to the function, which ends when it likes once the token is cancelled; nothing kills the
    /// process. Cancelled already, it starts none.</param>
    /// <returns>Completes with the process; fails with what the function threw, or with <see cref="ProcessCrashedException"/>.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable cannot cross; the message names it.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    public static Task RunAsync(Action<CancellationToken> target, ProcessOptions? options = null,
        CancellationToken cancellationToken = default) =>
        RunNewAsync(target, options, [cancellationToken], isGiven: true, cancellationToken);

    /// <summary>Calls an asynchronous function in a process of its own.</summary>
    /// <param name="target">The function.</param>
    /// <param name="options">How to start the process; null for the defaults. A <see cref="CancellationToken"/> in its place kills the
    /// process.</param>
    /// <param name="cancellationToken">Given to the function, which ends when it likes once the token is cancelled; nothing kills the
    /// process. Cancelled already, it starts none.</param>
    /// <returns>Completes with the process; fails with what the function threw, or with <see cref="ProcessCrashedException"/>.</returns>
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
    /// <param name="cancellationToken">Given to the function, which ends when it likes once the token is cancelled; nothing kills the
    /// process. Cancelled already, it starts none.</param>
    /// <returns>Completes with the process; fails with what the function threw, or with <see cref="ProcessCrashedException"/>.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable cannot cross; the message names it.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    [OverloadResolutionPriority(1)]
    public static Task RunAsync(Func<CancellationToken, ValueTask> target, ProcessOptions? options = null,
        CancellationToken cancellationToken = default) =>
        RunNewAsync(target, options, [cancellationToken], isGiven: true, cancellationToken);

    /// <summary>Calls a function in a process of its own.</summary>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="target">The function.</param>
    /// <param name="options">How to start the process; null for the defaults. A <see cref="CancellationToken"/> in its place kills the
    /// process.</param>
    /// <param name="cancellationToken">Given to the function, which ends when it likes once the token is cancelled; nothing kills the
    /// process. Cancelled already, it starts none.</param>
    /// <returns>The result; fails with what the function threw, or with <see cref="ProcessCrashedException"/>.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable cannot cross; the message names it.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    public static Task<TResult> RunAsync<TResult>(Func<CancellationToken, TResult> target, ProcessOptions? options = null,
        CancellationToken cancellationToken = default) =>
        RunNewAsync<TResult>(target, options, [cancellationToken], isGiven: true, cancellationToken);

    /// <summary>Calls an asynchronous function in a process of its own.</summary>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="target">The function.</param>
    /// <param name="options">How to start the process; null for the defaults. A <see cref="CancellationToken"/> in its place kills the
    /// process.</param>
    /// <param name="cancellationToken">Given to the function, which ends when it likes once the token is cancelled; nothing kills the
    /// process. Cancelled already, it starts none.</param>
    /// <returns>The result; fails with what the function threw, or with <see cref="ProcessCrashedException"/>.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable cannot cross; the message names it.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    [OverloadResolutionPriority(2)]
    public static Task<TResult> RunAsync<TResult>(Func<CancellationToken, Task<TResult>> target, ProcessOptions? options = null,
        CancellationToken cancellationToken = default) =>
        RunNewAsync<TResult>(target, options, [cancellationToken], isGiven: true, cancellationToken);

    /// <summary>Calls an asynchronous function in a process of its own.</summary>
    /// <typeparam name="TResult">What the function returns; it travels by value.</typeparam>
    /// <param name="target">The function.</param>
    /// <param name="options">How to start the process; null for the defaults. A <see cref="CancellationToken"/> in its place kills the
    /// process.</param>
    /// <param name="cancellationToken">Given to the function, which ends when it likes once the token is cancelled; nothing kills the
    /// process. Cancelled already, it starts none.</param>
    /// <returns>The result; fails with what the function threw, or with <see cref="ProcessCrashedException"/>.</returns>
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

    // A token as the argument, not as the last parameter, is the shortest way to give the function one.
    private static CancellationToken? CancelledAmong(ProcessOptions? options, object?[] arguments, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested ? cancellationToken
        : options?.CancellationToken is { IsCancellationRequested: true } ofOptions ? ofOptions
        : arguments is [CancellationToken { IsCancellationRequested: true } given] ? given
        : null;
}
