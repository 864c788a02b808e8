using System.Runtime.CompilerServices;
using Multiprocessing.Serialization;

namespace Multiprocessing.Pools.Functions;

/// <summary>Asynchronous functions where none is taken. Overload resolution leads them to where they are; what is left are lambdas of void
/// tasks given to a map, blocking calls, and tasks of tasks.</summary>
internal static class AsyncFunctions
{
    internal const string UseRunAsync = "Use RunAsync for it, and await that.";

    internal const string UseMapAsync = "Use MapAsync for it, and await that.";

    private const string UseForEachAsync = "It gives no results: use ForEachAsync for it.";

    private const string AwaitInIt = "Await the inner task within the function, so that it returns what that gives.";

    /// <summary>An async lambda where an action is wanted returns before it is done, and nobody waits for it.</summary>
    /// <exception cref="ArgumentException">It is one.</exception>
    internal static void RefuseVoid(Action? action, string name)
    {
        if (action?.Method.IsDefined(typeof(AsyncStateMachineAttribute), false) != true) return;
        throw new ArgumentException($"{FunctionName.AtStart(action)} is asynchronous, and nobody waits for an asynchronous action. Wait " +
            "in it, as by GetAwaiter().GetResult().", name);
    }

    /// <param name="function">The function.</param>
    /// <param name="advice">What to do instead; null for what follows from its type.</param>
    /// <exception cref="ArgumentException">What the function returns is a task.</exception>
    internal static void Refuse<TResult>(Delegate function, string? advice = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        var type = typeof(TResult);
        var hasResult = type.IsGenericType;
        if (!typeof(Task).IsAssignableFrom(type) && type != typeof(ValueTask)
            && !(hasResult && type.GetGenericTypeDefinition() == typeof(ValueTask<>)))
        {
            return;
        }

        throw new ArgumentException($"{FunctionName.AtStart(function)} is asynchronous: its {TypeName.Of(type)} means something in its " +
            $"own process only. {advice ?? (hasResult ? AwaitInIt : UseForEachAsync)}", nameof(function));
    }
}
