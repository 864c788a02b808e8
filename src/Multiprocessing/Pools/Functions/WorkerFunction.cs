using System.Reflection;
using System.Runtime.ExceptionServices;
using Multiprocessing.Pools.Worker;
using Multiprocessing.Serialization;

namespace Multiprocessing.Pools.Functions;

/// <summary>
/// A function that a pool's workers run. The object travels to them, with the user's delegate and its captured variables.
/// </summary>
internal abstract class WorkerFunction : IUserFunction
{
    /// <summary>
    /// The user's method, found only when its name is wanted: the delegate is in a field of the derived class, or of a function that this
    /// one wraps.
    /// </summary>
    public MethodInfo? Method
    {
        get
        {
            foreach (var part in GetType().GetFields(BindingFlags.Instance | BindingFlags.NonPublic))
            {
                switch (part.GetValue(this))
                {
                    case Delegate function: return function.Method;
                    case WorkerFunction inner: return inner.Method;
                }
            }

            return null;
        }
    }

    /// <summary>Reads the argument, calls the function, and sends its result. Runs in the worker.</summary>
    internal abstract void Run(TaskInput input, TaskOutput output);
}

/// <inheritdoc/>
/// <typeparam name="TIn">The type of the argument; several are a tuple, none is <see cref="VoidResult"/>.</typeparam>
/// <typeparam name="TOut">The type of the result; <see cref="VoidResult"/> where there is none.</typeparam>
internal abstract class WorkerFunction<TIn, TOut> : WorkerFunction
{
    /// <summary>Whether the function takes a token, which is the first of the task's tokens.</summary>
    internal virtual bool TakesToken => false;

    internal abstract TOut Invoke(TIn argument, CancellationToken token);

    internal sealed override void Run(TaskInput input, TaskOutput output)
    {
        var argument = input.Read<TIn>();
        var result = Invoke(argument, TakesToken ? input.GivenToken() : default);
        try
        {
            output.Return(result, this);
        }
        catch (ProcessBoundaryException refusal)
        {
            output.Return(Replace(result, refusal), this);
        }
    }

    /// <summary>Returns what is sent in place of a result that cannot cross a process border.</summary>
    /// <param name="result">The result.</param>
    /// <param name="refusal">The reason why the result cannot cross.</param>
    /// <exception cref="ProcessBoundaryException">Nothing can be sent in its place.</exception>
    internal virtual TOut Replace(TOut result, ProcessBoundaryException refusal)
    {
        ExceptionDispatchInfo.Throw(refusal);
        return result;
    }

    /// <summary>Checks that a result can cross a process border.</summary>
    /// <exception cref="ProcessBoundaryException">The result cannot cross.</exception>
    internal virtual void Check(TOut result) => TaskOutput.Check(result, this);

    // An asynchronous lambda may return null in place of a task.
    protected static TTask Started<TTask>(TTask? task)
        where TTask : Task =>
        task ?? throw new InvalidOperationException(
            "The function returned null in place of a task. Where null is meant to be its result, name the type: (string?)null.");
}
