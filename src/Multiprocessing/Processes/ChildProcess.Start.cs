using System.Runtime.CompilerServices;
using Multiprocessing.Launching;

namespace Multiprocessing;

// One overload for each shape of function, so that a lambda's types are inferred and checked by the compiler. The priorities decide where a
// lambda fits several overloads: an async one becomes a Task, and its task is awaited in the child, not sent.
public partial class ChildProcess
{
    /// <summary>Starts a process that calls a function.</summary>
    /// <param name="target">The function.</param>
    /// <param name="options">How to start the process; null for the defaults. A <see cref="CancellationToken"/> in its place kills the
    /// process.</param>
    /// <returns>The running process.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable cannot cross; the message names it.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    /// <exception cref="OperationCanceledException">The options' token is cancelled already.</exception>
    public static ChildProcess Start(Action target, ProcessOptions? options = null) =>
        StartNew(target, options, []);

    /// <summary>Starts a process that calls an asynchronous function.</summary>
    /// <param name="target">The function.</param>
    /// <param name="options">How to start the process; null for the defaults. A <see cref="CancellationToken"/> in its place kills the
    /// process.</param>
    /// <returns>The running process.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable cannot cross; the message names it.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    /// <exception cref="OperationCanceledException">The options' token is cancelled already.</exception>
    [OverloadResolutionPriority(2)]
    public static ChildProcess Start(Func<Task> target, ProcessOptions? options = null) =>
        StartNew(target, options, []);

    /// <summary>Starts a process that calls an asynchronous function.</summary>
    /// <param name="target">The function.</param>
    /// <param name="options">How to start the process; null for the defaults. A <see cref="CancellationToken"/> in its place kills the
    /// process.</param>
    /// <returns>The running process.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable cannot cross; the message names it.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    /// <exception cref="OperationCanceledException">The options' token is cancelled already.</exception>
    [OverloadResolutionPriority(1)]
    public static ChildProcess Start(Func<ValueTask> target, ProcessOptions? options = null) =>
        StartNew(target, options, []);

    /// <summary>Starts a process that calls a function.</summary>
    /// <typeparam name="TResult">The type of the function's result, which travels by value.</typeparam>
    /// <param name="target">The function.</param>
    /// <param name="options">How to start the process; null for the defaults. A <see cref="CancellationToken"/> in its place kills the
    /// process.</param>
    /// <returns>The running process, which gives the result when it is awaited.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable cannot cross; the message names it.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    /// <exception cref="OperationCanceledException">The options' token is cancelled already.</exception>
    public static ChildProcess<TResult> Start<TResult>(Func<TResult> target, ProcessOptions? options = null) =>
        StartNew<TResult>(target, options, []);

    /// <summary>Starts a process that calls an asynchronous function.</summary>
    /// <typeparam name="TResult">The type of the function's result, which travels by value.</typeparam>
    /// <param name="target">The function.</param>
    /// <param name="options">How to start the process; null for the defaults. A <see cref="CancellationToken"/> in its place kills the
    /// process.</param>
    /// <returns>The running process, which gives the result when it is awaited.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable cannot cross; the message names it.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    /// <exception cref="OperationCanceledException">The options' token is cancelled already.</exception>
    [OverloadResolutionPriority(2)]
    public static ChildProcess<TResult> Start<TResult>(Func<Task<TResult>> target, ProcessOptions? options = null) =>
        StartNew<TResult>(target, options, []);

    /// <summary>Starts a process that calls an asynchronous function.</summary>
    /// <typeparam name="TResult">The type of the function's result, which travels by value.</typeparam>
    /// <param name="target">The function.</param>
    /// <param name="options">How to start the process; null for the defaults. A <see cref="CancellationToken"/> in its place kills the
    /// process.</param>
    /// <returns>The running process, which gives the result when it is awaited.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable cannot cross; the message names it.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    /// <exception cref="OperationCanceledException">The options' token is cancelled already.</exception>
    [OverloadResolutionPriority(1)]
    public static ChildProcess<TResult> Start<TResult>(Func<ValueTask<TResult>> target, ProcessOptions? options = null) =>
        StartNew<TResult>(target, options, []);

    /// <summary>Starts a process that calls a function of one argument.</summary>
    /// <typeparam name="T">The type of the argument.</typeparam>
    /// <param name="target">The function.</param>
    /// <param name="argument">The function's argument, which travels by value.</param>
    /// <param name="options">How to start the process; null for the defaults. A <see cref="CancellationToken"/> in its place kills the
    /// process.</param>
    /// <returns>The running process.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable or the argument cannot cross; the message names it.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    /// <exception cref="OperationCanceledException">The options' token is cancelled already.</exception>
    public static ChildProcess Start<T>(Action<T> target, T argument, ProcessOptions? options = null) =>
        StartNew(target, options, [argument]);

    /// <summary>Starts a process that calls an asynchronous function of one argument.</summary>
    /// <typeparam name="T">The type of the argument.</typeparam>
    /// <param name="target">The function.</param>
    /// <param name="argument">The function's argument, which travels by value.</param>
    /// <param name="options">How to start the process; null for the defaults. A <see cref="CancellationToken"/> in its place kills the
    /// process.</param>
    /// <returns>The running process.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable or the argument cannot cross; the message names it.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    /// <exception cref="OperationCanceledException">The options' token is cancelled already.</exception>
    [OverloadResolutionPriority(2)]
    public static ChildProcess Start<T>(Func<T, Task> target, T argument, ProcessOptions? options = null) =>
        StartNew(target, options, [argument]);

    /// <summary>Starts a process that calls an asynchronous function of one argument.</summary>
    /// <typeparam name="T">The type of the argument.</typeparam>
    /// <param name="target">The function.</param>
    /// <param name="argument">The function's argument, which travels by value.</param>
    /// <param name="options">How to start the process; null for the defaults. A <see cref="CancellationToken"/> in its place kills the
    /// process.</param>
    /// <returns>The running process.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable or the argument cannot cross; the message names it.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    /// <exception cref="OperationCanceledException">The options' token is cancelled already.</exception>
    [OverloadResolutionPriority(1)]
    public static ChildProcess Start<T>(Func<T, ValueTask> target, T argument, ProcessOptions? options = null) =>
        StartNew(target, options, [argument]);

    /// <summary>Starts a process that calls a function of one argument.</summary>
    /// <typeparam name="T">The type of the argument.</typeparam>
    /// <typeparam name="TResult">The type of the function's result, which travels by value.</typeparam>
    /// <param name="target">The function.</param>
    /// <param name="argument">The function's argument, which travels by value.</param>
    /// <param name="options">How to start the process; null for the defaults. A <see cref="CancellationToken"/> in its place kills the
    /// process.</param>
    /// <returns>The running process, which gives the result when it is awaited.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable or the argument cannot cross; the message names it.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    /// <exception cref="OperationCanceledException">The options' token is cancelled already.</exception>
    public static ChildProcess<TResult> Start<T, TResult>(Func<T, TResult> target, T argument, ProcessOptions? options = null) =>
        StartNew<TResult>(target, options, [argument]);

    /// <summary>Starts a process that calls an asynchronous function of one argument.</summary>
    /// <typeparam name="T">The type of the argument.</typeparam>
    /// <typeparam name="TResult">The type of the function's result, which travels by value.</typeparam>
    /// <param name="target">The function.</param>
    /// <param name="argument">The function's argument, which travels by value.</param>
    /// <param name="options">How to start the process; null for the defaults. A <see cref="CancellationToken"/> in its place kills the
    /// process.</param>
    /// <returns>The running process, which gives the result when it is awaited.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable or the argument cannot cross; the message names it.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    /// <exception cref="OperationCanceledException">The options' token is cancelled already.</exception>
    [OverloadResolutionPriority(2)]
    public static ChildProcess<TResult> Start<T, TResult>(Func<T, Task<TResult>> target, T argument, ProcessOptions? options = null) =>
        StartNew<TResult>(target, options, [argument]);

    /// <summary>Starts a process that calls an asynchronous function of one argument.</summary>
    /// <typeparam name="T">The type of the argument.</typeparam>
    /// <typeparam name="TResult">The type of the function's result, which travels by value.</typeparam>
    /// <param name="target">The function.</param>
    /// <param name="argument">The function's argument, which travels by value.</param>
    /// <param name="options">How to start the process; null for the defaults. A <see cref="CancellationToken"/> in its place kills the
    /// process.</param>
    /// <returns>The running process, which gives the result when it is awaited.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable or the argument cannot cross; the message names it.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    /// <exception cref="OperationCanceledException">The options' token is cancelled already.</exception>
    [OverloadResolutionPriority(1)]
    public static ChildProcess<TResult> Start<T, TResult>(Func<T, ValueTask<TResult>> target, T argument, ProcessOptions? options = null) =>
        StartNew<TResult>(target, options, [argument]);

    private static ChildProcess StartNew(Delegate target, ProcessOptions? options, object?[] arguments, bool printsFailure = true,
        CancellationToken killToken = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        var process = new ChildProcess(new Call(target, arguments, null), options, killToken);
        process.State.PrintsFailure = printsFailure;
        process.Start();
        return process;
    }

    private static ChildProcess<TResult> StartNew<TResult>(Delegate target, ProcessOptions? options, object?[] arguments,
        CancellationToken killToken = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        var process = new ChildProcess<TResult>(target, arguments, options, killToken);
        process.Start();
        return process;
    }
}
