using System.Reflection;
using System.Runtime.ExceptionServices;
using Multiprocessing.Pools.Worker;
using Multiprocessing.Serialization;

namespace Multiprocessing.Pools.Functions;

/// <summary>A function that a pool's workers run. The object travels to them, with the user's delegate and what that captures.</summary>
internal abstract class WorkerFunction : IUserFunction
{
    /// <summary>
    /// The user's function, looked for only when its name is wanted: it is in a field of each derived class, or of what that wraps.
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

    /// <summary>In the worker: reads the argument, calls the function, sends what it returns.</summary>
    internal abstract void Run(TaskInput input, TaskOutput output);
}

/// <inheritdoc/>
/// <typeparam name="TIn">The argument; several are a tuple, none is <see cref="VoidResult"/>.</typeparam>
/// <typeparam name="TOut">The result; <see cref="VoidResult"/> where there is none.</typeparam>
internal abstract class WorkerFunction<TIn, TOut> : WorkerFunction
{
    /// <summary>Whether the function is given a token, which is the first of the task's tokens.</summary>
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

    /// <summary>What is sent in place of a result that cannot cross.</summary>
    /// <param name="result">The result.</param>
    /// <param name="refusal">Why it cannot.</param>
    /// <exception cref="ProcessBoundaryException">There is nothing else.</exception>
    internal virtual TOut Replace(TOut result, ProcessBoundaryException refusal)
    {
        ExceptionDispatchInfo.Throw(refusal);
        return result;
    }

    /// <summary>Sees whether a result can cross.</summary>
    /// <exception cref="ProcessBoundaryException">It cannot.</exception>
    internal virtual void Check(TOut result) => TaskOutput.Check(result, this);

    // A lambda that returns null, or default, is a function of a task too.
    protected static TTask Started<TTask>(TTask? task)
        where TTask : Task =>
        task ?? throw new InvalidOperationException(
            "The function returned null in place of a task. Where null is meant to be its result, name the type: (string?)null.");
}
