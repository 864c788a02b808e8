using Multiprocessing.Pools.Worker;

namespace Multiprocessing.Pools.Functions;

/// <summary>A function that a pool's workers run. The object travels to them, with the user's delegate and what that captures.</summary>
internal abstract class WorkerFunction
{
    /// <summary>In the worker: reads the argument, calls the function, sends what it returns.</summary>
    internal abstract void Run(TaskInput input, TaskOutput output);
}

/// <inheritdoc/>
/// <typeparam name="TIn">The argument; several are a tuple, none is <see cref="Nothing"/>.</typeparam>
/// <typeparam name="TOut">The result; <see cref="Nothing"/> where there is none.</typeparam>
internal abstract class WorkerFunction<TIn, TOut> : WorkerFunction
{
    /// <summary>Whether the function is given a token, which is the first of the task's tokens.</summary>
    internal virtual bool TakesToken => false;

    internal abstract TOut Invoke(TIn argument, CancellationToken token);

    internal sealed override void Run(TaskInput input, TaskOutput output)
    {
        var argument = input.Read<TIn>();
        output.Return(Invoke(argument, TakesToken ? input.GivenToken() : default));
    }

    // A lambda that returns null, or default, is a function of a task too.
    protected static TTask Started<TTask>(TTask? task)
        where TTask : Task =>
        task ?? throw new InvalidOperationException("The function returned null in place of a task. Where null is meant to be its result, name the type: (string?)null.");
}
