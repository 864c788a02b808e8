using Multiprocessing.Launching;
using Multiprocessing.Pools;
using Multiprocessing.Pools.Functions;
using Multiprocessing.Pools.Jobs;
using Multiprocessing.Pools.Tasks;
using Multiprocessing.Serialization;

namespace Multiprocessing;

/// <content>What all the shapes of functions come down to.</content>
public sealed partial class ProcessPool
{
    internal Task<TOut> Submit<TDelegate, TFunction, TIn, TOut>(TDelegate function, Func<TDelegate, TFunction> wrap, TIn argument, bool takesToken, PoolTaskOptions? options, CancellationToken cancellationToken, bool waits = false)
        where TDelegate : Delegate
        where TFunction : WorkerFunction<TIn, TOut>
    {
        CheckFunction<TOut>(function);
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled<TOut>(cancellationToken);
        KnownFunction? known = null;
        Payload payload;
        var writer = TaskWriter.Rent();
        try
        {
            if (takesToken) writer.BindFirst(cancellationToken);
            if (KnownFunction.IsStateless(function)) known = KnownFunction.Lasting(function, wrap);
            else writer.WriteFunction(wrap(function));
            payload = known is null ? Payload.OfBoth(argument, writer, _core.Blocks) : Payload.Of(argument, writer, _core.Blocks);
        }
        catch
        {
            writer.Abandon();
            throw;
        }

        var item = new CallItem<TOut>(_core.RulesFor(options))
        {
            Function = known,
            Payload = payload,
            Bindings = writer.Return(),
            TakesToken = takesToken,
            Callee = function,
            Trace = CallerTrace.Capture(),
            AwaitsReader = waits,
        };
        try
        {
            _core.Submit(item, cancellationToken)?.ReceiveFor(item);
        }
        catch
        {
            item.Discard(_core.Blocks);
            throw;
        }

        return item.Completion;
    }

    internal Task<TResult[]> Map<TDelegate, TFunction, T, TResult>(TDelegate function, Func<TDelegate, TFunction> wrap, IEnumerable<T> items, bool takesToken, PoolMapOptions? options, CancellationToken cancellationToken)
        where TDelegate : Delegate
        where TFunction : WorkerFunction<T, TResult>
    {
        CheckFunction<TResult>(function);
        ArgumentNullException.ThrowIfNull(items);
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled<TResult[]>(cancellationToken);
        // An array is read as it is sent, as Python's map reads its input; anything else is read now, and so is an array of a derived type.
        var array = items is T[] same && same.GetType() == typeof(T[]) ? same : [.. items];
        var plan = BeginJob<TDelegate, ChunkFunction<T, TResult>>(function, new ChunkWrap<TDelegate, TFunction, T, TResult>(wrap).Wrap, takesToken, options, cancellationToken);
        return new MapJob<T, TResult>(_core, plan, array).Start();
    }

    internal PoolStream<TResult> Stream<TDelegate, TFunction, T, TResult>(TDelegate function, Func<TDelegate, TFunction> wrap, Action<StreamJob<T, TResult>> start, bool isOrdered, bool takesToken, PoolMapOptions? options, CancellationToken cancellationToken)
        where TDelegate : Delegate
        where TFunction : WorkerFunction<T, TResult>
    {
        CheckFunction<TResult>(function);
        return new PoolStream<TResult>(
            token =>
            {
                var plan = options?.ChunkSize is > 1
                    ? BeginJob<TDelegate, ChunkFunction<T, TResult>>(function, new ChunkWrap<TDelegate, TFunction, T, TResult>(wrap).Wrap, takesToken, options, token)
                    : BeginJob(function, wrap, takesToken, options, token);
                var job = new StreamJob<T, TResult>(_core, plan, isOrdered);
                start(job);
                return job;
            },
            cancellationToken);
    }

    private static void CheckFunction<TResult>(Delegate function)
    {
        ArgumentNullException.ThrowIfNull(function);
        var type = typeof(TResult);
        if (typeof(Task).IsAssignableFrom(type) || type == typeof(ValueTask) || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueTask<>)))
        {
            throw new ArgumentException($"{FunctionName.AtStart(function)} is asynchronous: its {TypeName.Of(type)} means something in its own process only. Use RunAsync or MapAsync for it; a ValueTask becomes a Task by AsTask().", nameof(function));
        }
    }

    private JobPlan BeginJob<TDelegate, TFunction>(TDelegate function, Func<TDelegate, TFunction> wrap, bool takesToken, PoolMapOptions? options, CancellationToken token)
        where TDelegate : Delegate
        where TFunction : WorkerFunction
    {
        var bindings = new TaskBindings();
        // The token that the function is given is the first one.
        if (takesToken) bindings.Add(token);
        var known = KnownFunction.ForJob(function, wrap, _core.Blocks, bindings);
        try
        {
            _core.BeginJob();
        }
        catch
        {
            known.Release(_core.Blocks);
            bindings.Dispose();
            throw;
        }

        bindings.Watch(_core.OnTokenCancelled);
        return new JobPlan(known, bindings, takesToken, options ?? new PoolMapOptions(), token);
    }

    private sealed class ChunkWrap<TDelegate, TFunction, T, TResult>(Func<TDelegate, TFunction> wrap)
        where TFunction : WorkerFunction<T, TResult>
    {
        internal ChunkFunction<T, TResult> Wrap(TDelegate function) => new(wrap(function));
    }
}
