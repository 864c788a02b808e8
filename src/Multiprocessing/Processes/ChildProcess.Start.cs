using Multiprocessing.Launching;

namespace Multiprocessing;

// One overload for each shape of function, so that a lambda's types are inferred and checked by the compiler.
public partial class ChildProcess
{
    /// <summary>Starts a process that calls a function.</summary>
    /// <param name="target">The function.</param>
    /// <param name="options">How to start the process; null for the defaults.</param>
    /// <returns>The running process.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable or an argument cannot cross.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    public static ChildProcess Start(Action target, ProcessOptions? options = null) =>
        StartNew(target, options, []);

    /// <summary>Starts a process that calls a function.</summary>
    /// <typeparam name="TResult">What the function returns.</typeparam>
    /// <param name="target">The function.</param>
    /// <param name="options">How to start the process; null for the defaults.</param>
    /// <returns>The running process.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable or an argument cannot cross.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    public static ChildProcess<TResult> Start<TResult>(Func<TResult> target, ProcessOptions? options = null) =>
        StartNew<TResult>(target, options, []);

    /// <summary>Starts a process that calls an asynchronous function.</summary>
    /// <param name="target">The function.</param>
    /// <param name="options">How to start the process; null for the defaults.</param>
    /// <returns>The running process.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable or an argument cannot cross.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    public static ChildProcess Start(Func<Task> target, ProcessOptions? options = null) =>
        StartNew(target, options, []);

    /// <summary>Starts a process that calls an asynchronous function.</summary>
    /// <typeparam name="TResult">What the function returns.</typeparam>
    /// <param name="target">The function.</param>
    /// <param name="options">How to start the process; null for the defaults.</param>
    /// <returns>The running process.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable or an argument cannot cross.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    public static ChildProcess<TResult> Start<TResult>(Func<Task<TResult>> target, ProcessOptions? options = null) =>
        StartNew<TResult>(target, options, []);

    /// <summary>Starts a process that calls a function.</summary>
    /// <typeparam name="T1">The type of the first argument.</typeparam>
    /// <param name="target">The function.</param>
    /// <param name="argument1">The first argument.</param>
    /// <param name="options">How to start the process; null for the defaults.</param>
    /// <returns>The running process.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable or an argument cannot cross.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    public static ChildProcess Start<T1>(Action<T1> target, T1 argument1, ProcessOptions? options = null) =>
        StartNew(target, options, [argument1]);

    /// <summary>Starts a process that calls a function.</summary>
    /// <typeparam name="T1">The type of the first argument.</typeparam>
    /// <typeparam name="TResult">What the function returns.</typeparam>
    /// <param name="target">The function.</param>
    /// <param name="argument1">The first argument.</param>
    /// <param name="options">How to start the process; null for the defaults.</param>
    /// <returns>The running process.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable or an argument cannot cross.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    public static ChildProcess<TResult> Start<T1, TResult>(Func<T1, TResult> target, T1 argument1, ProcessOptions? options = null) =>
        StartNew<TResult>(target, options, [argument1]);

    /// <summary>Starts a process that calls an asynchronous function.</summary>
    /// <typeparam name="T1">The type of the first argument.</typeparam>
    /// <param name="target">The function.</param>
    /// <param name="argument1">The first argument.</param>
    /// <param name="options">How to start the process; null for the defaults.</param>
    /// <returns>The running process.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable or an argument cannot cross.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    public static ChildProcess Start<T1>(Func<T1, Task> target, T1 argument1, ProcessOptions? options = null) =>
        StartNew(target, options, [argument1]);

    /// <summary>Starts a process that calls an asynchronous function.</summary>
    /// <typeparam name="T1">The type of the first argument.</typeparam>
    /// <typeparam name="TResult">What the function returns.</typeparam>
    /// <param name="target">The function.</param>
    /// <param name="argument1">The first argument.</param>
    /// <param name="options">How to start the process; null for the defaults.</param>
    /// <returns>The running process.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable or an argument cannot cross.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    public static ChildProcess<TResult> Start<T1, TResult>(Func<T1, Task<TResult>> target, T1 argument1, ProcessOptions? options = null) =>
        StartNew<TResult>(target, options, [argument1]);

    /// <summary>Starts a process that calls a function.</summary>
    /// <typeparam name="T1">The type of the first argument.</typeparam>
    /// <typeparam name="T2">The type of the second argument.</typeparam>
    /// <param name="target">The function.</param>
    /// <param name="argument1">The first argument.</param>
    /// <param name="argument2">The second argument.</param>
    /// <param name="options">How to start the process; null for the defaults.</param>
    /// <returns>The running process.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable or an argument cannot cross.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    public static ChildProcess Start<T1, T2>(Action<T1, T2> target, T1 argument1, T2 argument2, ProcessOptions? options = null) =>
        StartNew(target, options, [argument1, argument2]);

    /// <summary>Starts a process that calls a function.</summary>
    /// <typeparam name="T1">The type of the first argument.</typeparam>
    /// <typeparam name="T2">The type of the second argument.</typeparam>
    /// <typeparam name="TResult">What the function returns.</typeparam>
    /// <param name="target">The function.</param>
    /// <param name="argument1">The first argument.</param>
    /// <param name="argument2">The second argument.</param>
    /// <param name="options">How to start the process; null for the defaults.</param>
    /// <returns>The running process.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable or an argument cannot cross.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    public static ChildProcess<TResult> Start<T1, T2, TResult>(Func<T1, T2, TResult> target, T1 argument1, T2 argument2, ProcessOptions? options = null) =>
        StartNew<TResult>(target, options, [argument1, argument2]);

    /// <summary>Starts a process that calls an asynchronous function.</summary>
    /// <typeparam name="T1">The type of the first argument.</typeparam>
    /// <typeparam name="T2">The type of the second argument.</typeparam>
    /// <param name="target">The function.</param>
    /// <param name="argument1">The first argument.</param>
    /// <param name="argument2">The second argument.</param>
    /// <param name="options">How to start the process; null for the defaults.</param>
    /// <returns>The running process.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable or an argument cannot cross.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    public static ChildProcess Start<T1, T2>(Func<T1, T2, Task> target, T1 argument1, T2 argument2, ProcessOptions? options = null) =>
        StartNew(target, options, [argument1, argument2]);

    /// <summary>Starts a process that calls an asynchronous function.</summary>
    /// <typeparam name="T1">The type of the first argument.</typeparam>
    /// <typeparam name="T2">The type of the second argument.</typeparam>
    /// <typeparam name="TResult">What the function returns.</typeparam>
    /// <param name="target">The function.</param>
    /// <param name="argument1">The first argument.</param>
    /// <param name="argument2">The second argument.</param>
    /// <param name="options">How to start the process; null for the defaults.</param>
    /// <returns>The running process.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable or an argument cannot cross.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    public static ChildProcess<TResult> Start<T1, T2, TResult>(Func<T1, T2, Task<TResult>> target, T1 argument1, T2 argument2, ProcessOptions? options = null) =>
        StartNew<TResult>(target, options, [argument1, argument2]);

    /// <summary>Starts a process that calls a function.</summary>
    /// <typeparam name="T1">The type of the first argument.</typeparam>
    /// <typeparam name="T2">The type of the second argument.</typeparam>
    /// <typeparam name="T3">The type of the third argument.</typeparam>
    /// <param name="target">The function.</param>
    /// <param name="argument1">The first argument.</param>
    /// <param name="argument2">The second argument.</param>
    /// <param name="argument3">The third argument.</param>
    /// <param name="options">How to start the process; null for the defaults.</param>
    /// <returns>The running process.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable or an argument cannot cross.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    public static ChildProcess Start<T1, T2, T3>(Action<T1, T2, T3> target, T1 argument1, T2 argument2, T3 argument3, ProcessOptions? options = null) =>
        StartNew(target, options, [argument1, argument2, argument3]);

    /// <summary>Starts a process that calls a function.</summary>
    /// <typeparam name="T1">The type of the first argument.</typeparam>
    /// <typeparam name="T2">The type of the second argument.</typeparam>
    /// <typeparam name="T3">The type of the third argument.</typeparam>
    /// <typeparam name="TResult">What the function returns.</typeparam>
    /// <param name="target">The function.</param>
    /// <param name="argument1">The first argument.</param>
    /// <param name="argument2">The second argument.</param>
    /// <param name="argument3">The third argument.</param>
    /// <param name="options">How to start the process; null for the defaults.</param>
    /// <returns>The running process.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable or an argument cannot cross.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    public static ChildProcess<TResult> Start<T1, T2, T3, TResult>(Func<T1, T2, T3, TResult> target, T1 argument1, T2 argument2, T3 argument3, ProcessOptions? options = null) =>
        StartNew<TResult>(target, options, [argument1, argument2, argument3]);

    /// <summary>Starts a process that calls an asynchronous function.</summary>
    /// <typeparam name="T1">The type of the first argument.</typeparam>
    /// <typeparam name="T2">The type of the second argument.</typeparam>
    /// <typeparam name="T3">The type of the third argument.</typeparam>
    /// <param name="target">The function.</param>
    /// <param name="argument1">The first argument.</param>
    /// <param name="argument2">The second argument.</param>
    /// <param name="argument3">The third argument.</param>
    /// <param name="options">How to start the process; null for the defaults.</param>
    /// <returns>The running process.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable or an argument cannot cross.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    public static ChildProcess Start<T1, T2, T3>(Func<T1, T2, T3, Task> target, T1 argument1, T2 argument2, T3 argument3, ProcessOptions? options = null) =>
        StartNew(target, options, [argument1, argument2, argument3]);

    /// <summary>Starts a process that calls an asynchronous function.</summary>
    /// <typeparam name="T1">The type of the first argument.</typeparam>
    /// <typeparam name="T2">The type of the second argument.</typeparam>
    /// <typeparam name="T3">The type of the third argument.</typeparam>
    /// <typeparam name="TResult">What the function returns.</typeparam>
    /// <param name="target">The function.</param>
    /// <param name="argument1">The first argument.</param>
    /// <param name="argument2">The second argument.</param>
    /// <param name="argument3">The third argument.</param>
    /// <param name="options">How to start the process; null for the defaults.</param>
    /// <returns>The running process.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable or an argument cannot cross.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    public static ChildProcess<TResult> Start<T1, T2, T3, TResult>(Func<T1, T2, T3, Task<TResult>> target, T1 argument1, T2 argument2, T3 argument3, ProcessOptions? options = null) =>
        StartNew<TResult>(target, options, [argument1, argument2, argument3]);

    private static ChildProcess StartNew(Delegate target, ProcessOptions? options, object?[] arguments, bool printsFailure = true)
    {
        ArgumentNullException.ThrowIfNull(target);
        var process = new ChildProcess(new Call(target, arguments, null), options);
        process.State.PrintsFailure = printsFailure;
        process.Start();
        return process;
    }

    private static ChildProcess<TResult> StartNew<TResult>(Delegate target, ProcessOptions? options, object?[] arguments)
    {
        ArgumentNullException.ThrowIfNull(target);
        var process = new ChildProcess<TResult>(target, options, arguments);
        process.Start();
        return process;
    }
}
