using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Multiprocessing.Launching;
using Multiprocessing.Platform;
using Multiprocessing.Serialization;

namespace Multiprocessing;

/// <summary>
/// A function with a result that runs in a process of its own. Awaiting the object waits for the process's end and gives the result.
/// Thread-safe.
/// </summary>
/// <typeparam name="TResult">The type of the function's result, which travels by value.</typeparam>
[RequiresDynamicCode(AheadOfTime.NoChildren)]
public sealed class ChildProcess<TResult> : ChildProcess
{
    /// <summary>Creates a child that will call a function, with arguments by position where it has parameters.</summary>
    /// <param name="target">The function; it returns a <typeparamref name="TResult"/>, or a task of one.</param>
    /// <param name="arguments">The function's arguments, one for each parameter; null for none.</param>
    /// <param name="options">How to start the process; null for the defaults.</param>
    /// <exception cref="ArgumentException">Arguments or result type do not fit the function.</exception>
    public ChildProcess(Delegate target, object?[]? arguments = null, ProcessOptions? options = null)
        : this(target, arguments ?? [], options, default)
    {
    }

    /// <summary>
    /// Creates a child that will call a function with arguments by name; parameters that are not named take their default values.
    /// </summary>
    /// <param name="target">The function; it returns a <typeparamref name="TResult"/>, or a task of one.</param>
    /// <param name="namedArguments">Values by the names of the function's parameters. To pass a dictionary as an argument, put it into an
    /// array, as in <c>[dictionary]</c>.</param>
    /// <param name="options">How to start the process; null for the defaults.</param>
    /// <exception cref="ArgumentException">A name or a type does not fit, or a parameter without a default is missing.</exception>
    public ChildProcess(Delegate target, IReadOnlyDictionary<string, object?> namedArguments, ProcessOptions? options = null)
        : base(new Call(target, Arguments.ByName(target, namedArguments), CheckedResult(target)), options) => State.PrintsFailure = false;

    internal ChildProcess(Delegate target, object?[] arguments, ProcessOptions? options, CancellationToken killToken)
        : base(new Call(target, Arguments.Check(target, arguments), CheckedResult(target)), options, killToken) =>
            State.PrintsFailure = false;

    /// <summary>Waits until the process has ended, then gives the function's result; each call returns a copy of its own.</summary>
    /// <exception cref="ProcessCrashedException">The process ended without a result.</exception>
    /// <exception cref="InvalidOperationException">The process was not started, or not by this process.</exception>
    // Throws what the function threw, as Task<T>.Result does.
    public TResult Result
    {
        get
        {
            Join();
            return State.ReadResult<TResult>();
        }
    }

    /// <summary>Waits until the process has ended and gives the function's result.</summary>
    /// <returns>An awaiter; it throws the function's exception, or <see cref="ProcessCrashedException"/> when the process ended without a
    /// result.</returns>
    public new TaskAwaiter<TResult> GetAwaiter() => AsTask().GetAwaiter();

    /// <summary>Returns the function's result as a task.</summary>
    /// <returns>A task that fails with the function's exception, or with <see cref="ProcessCrashedException"/>.</returns>
    public Task<TResult> AsTask() => State.ResultAsync<TResult>();

    private static Type CheckedResult(Delegate target)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (typeof(TResult) == typeof(ValueTask)
            || (typeof(TResult).IsGenericType && typeof(TResult).GetGenericTypeDefinition() == typeof(ValueTask<>)))
        {
            throw new ArgumentException($"{FunctionName.AtStart(target)} returns a {TypeName.Of(typeof(TResult))}, which only its own " +
                "process can await; return a Task, as in () => f().AsTask().", nameof(target));
        }

        var returned = target.Method.ReturnType;
        var unwrapped = returned.IsGenericType
            && (returned.GetGenericTypeDefinition() == typeof(Task<>) || returned.GetGenericTypeDefinition() == typeof(ValueTask<>))
            ? returned.GetGenericArguments()[0]
            : returned;
        return typeof(TResult).IsAssignableFrom(unwrapped) ? typeof(TResult)
            : throw new ArgumentException($"{FunctionName.AtStart(target)} returns {TypeName.Of(returned)}, not " +
                $"{TypeName.Of(typeof(TResult))}.", nameof(target));
    }
}
