using System.Collections.Concurrent;
using System.Reflection;

namespace Multiprocessing.Pools.Functions;

/// <summary>
/// A function that is sent to each worker once, and then named by its number. Workers keep a function without captured variables for good,
/// and any other one as long as the job that calls it.
/// </summary>
internal sealed class CachedFunction
{
    private static readonly ConcurrentDictionary<(Delegate Function, Type Form), CachedFunction> s_lasting = new();
    private static readonly ConcurrentDictionary<Type, Captured> s_captured = new();
    private static CachedFunction? s_last;
    private static int s_lastNumber;

    private readonly Delegate _delegate;
    private readonly Type _form;

    private CachedFunction(WorkerFunction function, PayloadBlocks blocks, Delegate original, TaskBindings? bindings)
    {
        Payload = Payload.OfObject(function, "function", blocks, ref bindings);
        (_delegate, _form) = (original, function.GetType());
        Number = Interlocked.Increment(ref s_lastNumber);
    }

    /// <summary>The number by which messages to workers name the function.</summary>
    internal int Number { get; }

    internal Payload Payload { get; }

    /// <summary>The user's function.</summary>
    internal Delegate Callee => _delegate;

    /// <summary>Whether workers keep the function for good.</summary>
    internal bool IsLasting { get; private init; }

    /// <summary>
    /// Finds a function that is the same each time, since it captures nothing, or only the handle of a worker's state; returns null for any
    /// other one. A function that captures a user's object may differ each time: keeping such functions for good would take more and more
    /// memory.
    /// </summary>
    /// <param name="original">The user's function.</param>
    /// <param name="wrap">Makes the object that travels to workers.</param>
    internal static CachedFunction? FindLasting<TDelegate, TFunction>(TDelegate original, Func<TDelegate, TFunction> wrap)
        where TDelegate : Delegate
        where TFunction : WorkerFunction
    {
        if (!original.HasSingleTarget) return null;
        if (original.Target is not { } target) return Lasting(original, wrap);
        var captured = CapturedBy(target.GetType());
        if (captured.IsNothing) return Lasting(original, wrap);
        return captured.StateOf(target)?.Functions is { } functions ? OfState(functions, original, wrap) : null;
    }

    // The cache must not hold a type that may be unloaded.
    private static Captured CapturedBy(Type type) =>
        type.IsCollectible ? new Captured(type) : s_captured.GetOrAdd(type, static type => new Captured(type));

    private static CachedFunction OfState<TDelegate, TFunction>(
        ConcurrentDictionary<(MethodInfo Method, Type Form), CachedFunction> functions, TDelegate original, Func<TDelegate, TFunction> wrap)
        where TDelegate : Delegate
        where TFunction : WorkerFunction
    {
        var key = (original.Method, typeof(TFunction));
        return functions.TryGetValue(key, out var known) ? known
            : functions.GetOrAdd(key, new CachedFunction(wrap(original), PayloadBlocks.None, original, null) { IsLasting = true });
    }

    private static CachedFunction Lasting<TDelegate, TFunction>(TDelegate original, Func<TDelegate, TFunction> wrap)
        where TDelegate : Delegate
        where TFunction : WorkerFunction
    {
        if (s_last is { } last && ReferenceEquals(last._delegate, original) && last._form == typeof(TFunction)) return last;
        if (!s_lasting.TryGetValue((original, typeof(TFunction)), out var known))
        {
            // The function has few bytes, which need no block.
            known = s_lasting.GetOrAdd((original, typeof(TFunction)),
                new CachedFunction(wrap(original), PayloadBlocks.None, original, null) { IsLasting = true });
        }

        return s_last = known;
    }

    /// <summary>Makes a function for one job.</summary>
    /// <param name="original">The user's function.</param>
    /// <param name="wrap">Makes the object that travels to workers.</param>
    /// <param name="blocks">The blocks for its bytes if they are many.</param>
    /// <param name="bindings">The live objects of the job; those that the function captures are added.</param>
    /// <exception cref="ProcessBoundaryException">A captured variable cannot cross a process border.</exception>
    internal static CachedFunction ForJob<TDelegate, TFunction>(
        TDelegate original, Func<TDelegate, TFunction> wrap, PayloadBlocks blocks, TaskBindings bindings)
        where TDelegate : Delegate
        where TFunction : WorkerFunction =>
        FindLasting(original, wrap) ?? new(wrap(original), blocks, original, bindings);

    /// <summary>Lets go of the function's bytes when its job is done.</summary>
    internal void Release(PayloadBlocks blocks)
    {
        if (!IsLasting) Payload.Release(blocks);
    }
}
