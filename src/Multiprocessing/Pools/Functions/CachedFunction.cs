using System.Collections.Concurrent;
using System.Reflection;

namespace Multiprocessing.Pools.Functions;

/// <summary>
/// A function that is sent to each worker once, and then named by its number. One without variables of its own is known for good; one that
/// captures some is known as long as the job that calls it.
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

    /// <summary>The number that workers know it by.</summary>
    internal int Number { get; }

    internal Payload Payload { get; }

    /// <summary>The user's function.</summary>
    internal Delegate Callee => _delegate;

    /// <summary>Whether it is known for good.</summary>
    internal bool IsLasting { get; private init; }

    /// <summary>
    /// A function that is the same each time, since it captures nothing, or one handle of a worker's state; null for any other one. An
    /// object of the user's may be a new one each time: what is known for good would become more and more.
    /// </summary>
    /// <param name="original">The user's function.</param>
    /// <param name="wrap">Makes the function that travels.</param>
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

    // A type that may be unloaded must not be held.
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
            // Its bytes are few: they lie in no block.
            known = s_lasting.GetOrAdd((original, typeof(TFunction)),
                new CachedFunction(wrap(original), PayloadBlocks.None, original, null) { IsLasting = true });
        }

        return s_last = known;
    }

    /// <summary>A function for one job.</summary>
    /// <param name="original">The user's function.</param>
    /// <param name="wrap">Makes the function that travels.</param>
    /// <param name="blocks">Where its bytes go if they are many.</param>
    /// <param name="bindings">What of the caller stays live in the job; what the function captures is added.</param>
    /// <exception cref="ProcessBoundaryException">A captured variable cannot cross.</exception>
    internal static CachedFunction ForJob<TDelegate, TFunction>(
        TDelegate original, Func<TDelegate, TFunction> wrap, PayloadBlocks blocks, TaskBindings bindings)
        where TDelegate : Delegate
        where TFunction : WorkerFunction =>
        FindLasting(original, wrap) ?? new(wrap(original), blocks, original, bindings);

    /// <summary>Its job is done.</summary>
    internal void Release(PayloadBlocks blocks)
    {
        if (!IsLasting) Payload.Release(blocks);
    }
}
