using System.Runtime.CompilerServices;
using Multiprocessing.Serialization;

namespace Multiprocessing.Pools.Functions;

/// <summary>
/// Refuses asynchronous functions where none is accepted. Overload resolution sends most of them to the methods that do; what is left are
/// functions that return a task without a result, given to a map, functions given to blocking calls, and tasks of tasks.
/// </summary>
internal static class AsyncFunctions
{
    internal const string UseRunAsync = "Use RunAsync for it, and await that.";

    internal const string UseMapAsync = "Use MapAsync for it, and await that.";

    private const string UseForEachAsync = "It gives no results: use ForEachAsync for it.";

    private const string AwaitInIt = "Await the inner task within the function, so that it returns what that gives.";

    /// <summary>Refuses an async lambda as an action: such an action returns before it is done, and is never awaited.</summary>
    /// <exception cref="ArgumentException">The action is asynchronous.</exception>
    internal static void RefuseVoid(Action? action, string name)
    {
        if (action?.Method.IsDefined(typeof(AsyncStateMachineAttribute), false) != true) return;
        throw new ArgumentException($"{FunctionName.AtStart(action)} is asynchronous, and nobody waits for an asynchronous action. Wait " +
            "in it, as by GetAwaiter().GetResult().", name);
    }

    /// <param name="function">The function.</param>
    /// <param name="advice">What to do instead; null for the advice that follows from the result's type.</param>
    /// <exception cref="ArgumentException">The function returns a task.</exception>
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
