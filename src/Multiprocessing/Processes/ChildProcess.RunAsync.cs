using Multiprocessing.Platform;

namespace Multiprocessing;

// As Start, but the task is all that the caller sees: it completes when the process has ended.
public partial class ChildProcess
{
    /// <summary>Calls a function in a process of its own.</summary>
    /// <param name="target">The function.</param>
    /// <param name="options">How to start the process; null for the defaults.</param>
    /// <param name="cancellationToken">Kills the process; the task is cancelled. Cancelled already, it starts none.</param>
    /// <returns>Completes with the process; fails with what the function threw, or with <see cref="ProcessCrashedException"/>.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable or an argument cannot cross.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    public static Task RunAsync(Action target, ProcessOptions? options = null, CancellationToken cancellationToken = default) =>
        RunNewAsync(target, options, [], cancellationToken);

    /// <summary>Calls a function in a process of its own.</summary>
    /// <typeparam name="TResult">What the function returns.</typeparam>
    /// <param name="target">The function.</param>
    /// <param name="options">How to start the process; null for the defaults.</param>
    /// <param name="cancellationToken">Kills the process; the task is cancelled. Cancelled already, it starts none.</param>
    /// <returns>The result; fails with what the function threw, or with <see cref="ProcessCrashedException"/>.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable or an argument cannot cross.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    public static Task<TResult> RunAsync<TResult>(Func<TResult> target, ProcessOptions? options = null, CancellationToken cancellationToken = default) =>
        RunNewAsync<TResult>(target, options, [], cancellationToken);

    /// <summary>Calls an asynchronous function in a process of its own.</summary>
    /// <param name="target">The function.</param>
    /// <param name="options">How to start the process; null for the defaults.</param>
    /// <param name="cancellationToken">Kills the process; the task is cancelled. Cancelled already, it starts none.</param>
    /// <returns>Completes with the process; fails with what the function threw, or with <see cref="ProcessCrashedException"/>.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable or an argument cannot cross.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    public static Task RunAsync(Func<Task> target, ProcessOptions? options = null, CancellationToken cancellationToken = default) =>
        RunNewAsync(target, options, [], cancellationToken);

    /// <summary>Calls an asynchronous function in a process of its own.</summary>
    /// <typeparam name="TResult">What the function returns.</typeparam>
    /// <param name="target">The function.</param>
    /// <param name="options">How to start the process; null for the defaults.</param>
    /// <param name="cancellationToken">Kills the process; the task is cancelled. Cancelled already, it starts none.</param>
    /// <returns>The result; fails with what the function threw, or with <see cref="ProcessCrashedException"/>.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable or an argument cannot cross.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    public static Task<TResult> RunAsync<TResult>(Func<Task<TResult>> target, ProcessOptions? options = null, CancellationToken cancellationToken = default) =>
        RunNewAsync<TResult>(target, options, [], cancellationToken);

    /// <summary>Calls a function in a process of its own.</summary>
    /// <typeparam name="T1">The type of the first argument.</typeparam>
    /// <param name="target">The function.</param>
    /// <param name="argument1">The first argument.</param>
    /// <param name="options">How to start the process; null for the defaults.</param>
    /// <param name="cancellationToken">Kills the process; the task is cancelled. Cancelled already, it starts none.</param>
    /// <returns>Completes with the process; fails with what the function threw, or with <see cref="ProcessCrashedException"/>.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable or an argument cannot cross.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    public static Task RunAsync<T1>(Action<T1> target, T1 argument1, ProcessOptions? options = null, CancellationToken cancellationToken = default) =>
        RunNewAsync(target, options, [argument1], cancellationToken);

    /// <summary>Calls a function in a process of its own.</summary>
    /// <typeparam name="T1">The type of the first argument.</typeparam>
    /// <typeparam name="TResult">What the function returns.</typeparam>
    /// <param name="target">The function.</param>
    /// <param name="argument1">The first argument.</param>
    /// <param name="options">How to start the process; null for the defaults.</param>
    /// <param name="cancellationToken">Kills the process; the task is cancelled. Cancelled already, it starts none.</param>
    /// <returns>The result; fails with what the function threw, or with <see cref="ProcessCrashedException"/>.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable or an argument cannot cross.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    public static Task<TResult> RunAsync<T1, TResult>(Func<T1, TResult> target, T1 argument1, ProcessOptions? options = null, CancellationToken cancellationToken = default) =>
        RunNewAsync<TResult>(target, options, [argument1], cancellationToken);

    /// <summary>Calls an asynchronous function in a process of its own.</summary>
    /// <typeparam name="T1">The type of the first argument.</typeparam>
    /// <param name="target">The function.</param>
    /// <param name="argument1">The first argument.</param>
    /// <param name="options">How to start the process; null for the defaults.</param>
    /// <param name="cancellationToken">Kills the process; the task is cancelled. Cancelled already, it starts none.</param>
    /// <returns>Completes with the process; fails with what the function threw, or with <see cref="ProcessCrashedException"/>.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable or an argument cannot cross.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    public static Task RunAsync<T1>(Func<T1, Task> target, T1 argument1, ProcessOptions? options = null, CancellationToken cancellationToken = default) =>
        RunNewAsync(target, options, [argument1], cancellationToken);

    /// <summary>Calls an asynchronous function in a process of its own.</summary>
    /// <typeparam name="T1">The type of the first argument.</typeparam>
    /// <typeparam name="TResult">What the function returns.</typeparam>
    /// <param name="target">The function.</param>
    /// <param name="argument1">The first argument.</param>
    /// <param name="options">How to start the process; null for the defaults.</param>
    /// <param name="cancellationToken">Kills the process; the task is cancelled. Cancelled already, it starts none.</param>
    /// <returns>The result; fails with what the function threw, or with <see cref="ProcessCrashedException"/>.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable or an argument cannot cross.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    public static Task<TResult> RunAsync<T1, TResult>(Func<T1, Task<TResult>> target, T1 argument1, ProcessOptions? options = null, CancellationToken cancellationToken = default) =>
        RunNewAsync<TResult>(target, options, [argument1], cancellationToken);

    /// <summary>Calls a function in a process of its own.</summary>
    /// <typeparam name="T1">The type of the first argument.</typeparam>
    /// <typeparam name="T2">The type of the second argument.</typeparam>
    /// <param name="target">The function.</param>
    /// <param name="argument1">The first argument.</param>
    /// <param name="argument2">The second argument.</param>
    /// <param name="options">How to start the process; null for the defaults.</param>
    /// <param name="cancellationToken">Kills the process; the task is cancelled. Cancelled already, it starts none.</param>
    /// <returns>Completes with the process; fails with what the function threw, or with <see cref="ProcessCrashedException"/>.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable or an argument cannot cross.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    public static Task RunAsync<T1, T2>(Action<T1, T2> target, T1 argument1, T2 argument2, ProcessOptions? options = null, CancellationToken cancellationToken = default) =>
        RunNewAsync(target, options, [argument1, argument2], cancellationToken);

    /// <summary>Calls a function in a process of its own.</summary>
    /// <typeparam name="T1">The type of the first argument.</typeparam>
    /// <typeparam name="T2">The type of the second argument.</typeparam>
    /// <typeparam name="TResult">What the function returns.</typeparam>
    /// <param name="target">The function.</param>
    /// <param name="argument1">The first argument.</param>
    /// <param name="argument2">The second argument.</param>
    /// <param name="options">How to start the process; null for the defaults.</param>
    /// <param name="cancellationToken">Kills the process; the task is cancelled. Cancelled already, it starts none.</param>
    /// <returns>The result; fails with what the function threw, or with <see cref="ProcessCrashedException"/>.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable or an argument cannot cross.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    public static Task<TResult> RunAsync<T1, T2, TResult>(Func<T1, T2, TResult> target, T1 argument1, T2 argument2, ProcessOptions? options = null, CancellationToken cancellationToken = default) =>
        RunNewAsync<TResult>(target, options, [argument1, argument2], cancellationToken);

    /// <summary>Calls an asynchronous function in a process of its own.</summary>
    /// <typeparam name="T1">The type of the first argument.</typeparam>
    /// <typeparam name="T2">The type of the second argument.</typeparam>
    /// <param name="target">The function.</param>
    /// <param name="argument1">The first argument.</param>
    /// <param name="argument2">The second argument.</param>
    /// <param name="options">How to start the process; null for the defaults.</param>
    /// <param name="cancellationToken">Kills the process; the task is cancelled. Cancelled already, it starts none.</param>
    /// <returns>Completes with the process; fails with what the function threw, or with <see cref="ProcessCrashedException"/>.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable or an argument cannot cross.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    public static Task RunAsync<T1, T2>(Func<T1, T2, Task> target, T1 argument1, T2 argument2, ProcessOptions? options = null, CancellationToken cancellationToken = default) =>
        RunNewAsync(target, options, [argument1, argument2], cancellationToken);

    /// <summary>Calls an asynchronous function in a process of its own.</summary>
    /// <typeparam name="T1">The type of the first argument.</typeparam>
    /// <typeparam name="T2">The type of the second argument.</typeparam>
    /// <typeparam name="TResult">What the function returns.</typeparam>
    /// <param name="target">The function.</param>
    /// <param name="argument1">The first argument.</param>
    /// <param name="argument2">The second argument.</param>
    /// <param name="options">How to start the process; null for the defaults.</param>
    /// <param name="cancellationToken">Kills the process; the task is cancelled. Cancelled already, it starts none.</param>
    /// <returns>The result; fails with what the function threw, or with <see cref="ProcessCrashedException"/>.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable or an argument cannot cross.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    public static Task<TResult> RunAsync<T1, T2, TResult>(Func<T1, T2, Task<TResult>> target, T1 argument1, T2 argument2, ProcessOptions? options = null, CancellationToken cancellationToken = default) =>
        RunNewAsync<TResult>(target, options, [argument1, argument2], cancellationToken);

    /// <summary>Calls a function in a process of its own.</summary>
    /// <typeparam name="T1">The type of the first argument.</typeparam>
    /// <typeparam name="T2">The type of the second argument.</typeparam>
    /// <typeparam name="T3">The type of the third argument.</typeparam>
    /// <param name="target">The function.</param>
    /// <param name="argument1">The first argument.</param>
    /// <param name="argument2">The second argument.</param>
    /// <param name="argument3">The third argument.</param>
    /// <param name="options">How to start the process; null for the defaults.</param>
    /// <param name="cancellationToken">Kills the process; the task is cancelled. Cancelled already, it starts none.</param>
    /// <returns>Completes with the process; fails with what the function threw, or with <see cref="ProcessCrashedException"/>.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable or an argument cannot cross.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    public static Task RunAsync<T1, T2, T3>(Action<T1, T2, T3> target, T1 argument1, T2 argument2, T3 argument3, ProcessOptions? options = null, CancellationToken cancellationToken = default) =>
        RunNewAsync(target, options, [argument1, argument2, argument3], cancellationToken);

    /// <summary>Calls a function in a process of its own.</summary>
    /// <typeparam name="T1">The type of the first argument.</typeparam>
    /// <typeparam name="T2">The type of the second argument.</typeparam>
    /// <typeparam name="T3">The type of the third argument.</typeparam>
    /// <typeparam name="TResult">What the function returns.</typeparam>
    /// <param name="target">The function.</param>
    /// <param name="argument1">The first argument.</param>
    /// <param name="argument2">The second argument.</param>
    /// <param name="argument3">The third argument.</param>
    /// <param name="options">How to start the process; null for the defaults.</param>
    /// <param name="cancellationToken">Kills the process; the task is cancelled. Cancelled already, it starts none.</param>
    /// <returns>The result; fails with what the function threw, or with <see cref="ProcessCrashedException"/>.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable or an argument cannot cross.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    public static Task<TResult> RunAsync<T1, T2, T3, TResult>(Func<T1, T2, T3, TResult> target, T1 argument1, T2 argument2, T3 argument3, ProcessOptions? options = null, CancellationToken cancellationToken = default) =>
        RunNewAsync<TResult>(target, options, [argument1, argument2, argument3], cancellationToken);

    /// <summary>Calls an asynchronous function in a process of its own.</summary>
    /// <typeparam name="T1">The type of the first argument.</typeparam>
    /// <typeparam name="T2">The type of the second argument.</typeparam>
    /// <typeparam name="T3">The type of the third argument.</typeparam>
    /// <param name="target">The function.</param>
    /// <param name="argument1">The first argument.</param>
    /// <param name="argument2">The second argument.</param>
    /// <param name="argument3">The third argument.</param>
    /// <param name="options">How to start the process; null for the defaults.</param>
    /// <param name="cancellationToken">Kills the process; the task is cancelled. Cancelled already, it starts none.</param>
    /// <returns>Completes with the process; fails with what the function threw, or with <see cref="ProcessCrashedException"/>.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable or an argument cannot cross.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    public static Task RunAsync<T1, T2, T3>(Func<T1, T2, T3, Task> target, T1 argument1, T2 argument2, T3 argument3, ProcessOptions? options = null, CancellationToken cancellationToken = default) =>
        RunNewAsync(target, options, [argument1, argument2, argument3], cancellationToken);

    /// <summary>Calls an asynchronous function in a process of its own.</summary>
    /// <typeparam name="T1">The type of the first argument.</typeparam>
    /// <typeparam name="T2">The type of the second argument.</typeparam>
    /// <typeparam name="T3">The type of the third argument.</typeparam>
    /// <typeparam name="TResult">What the function returns.</typeparam>
    /// <param name="target">The function.</param>
    /// <param name="argument1">The first argument.</param>
    /// <param name="argument2">The second argument.</param>
    /// <param name="argument3">The third argument.</param>
    /// <param name="options">How to start the process; null for the defaults.</param>
    /// <param name="cancellationToken">Kills the process; the task is cancelled. Cancelled already, it starts none.</param>
    /// <returns>The result; fails with what the function threw, or with <see cref="ProcessCrashedException"/>.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable or an argument cannot cross.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    public static Task<TResult> RunAsync<T1, T2, T3, TResult>(Func<T1, T2, T3, Task<TResult>> target, T1 argument1, T2 argument2, T3 argument3, ProcessOptions? options = null, CancellationToken cancellationToken = default) =>
        RunNewAsync<TResult>(target, options, [argument1, argument2, argument3], cancellationToken);

    private static Task RunNewAsync(Delegate target, ProcessOptions? options, object?[] arguments, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested ? Task.FromCanceled(cancellationToken)
        : CompleteAsync(StartNew(target, options, arguments, printsFailure: false), cancellationToken);

    private static Task<TResult> RunNewAsync<TResult>(Delegate target, ProcessOptions? options, object?[] arguments, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested ? Task.FromCanceled<TResult>(cancellationToken)
        : CompleteAsync(StartNew<TResult>(target, options, arguments), cancellationToken);

    private static async Task CompleteAsync(ChildProcess process, CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.UnsafeRegister(static process => ((ChildProcess)process!).Kill(), process);
        await process.Exited.ConfigureAwait(false);
        if (process.ExitCode == -Libc.SIGKILL) cancellationToken.ThrowIfCancellationRequested();
        await process;
    }

    private static async Task<TResult> CompleteAsync<TResult>(ChildProcess<TResult> process, CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.UnsafeRegister(static process => ((ChildProcess)process!).Kill(), process);
        await process.Exited.ConfigureAwait(false);
        if (!process.State.HasResult) cancellationToken.ThrowIfCancellationRequested();
        return await process;
    }
}
