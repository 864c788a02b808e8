using Multiprocessing.Launching;
using Multiprocessing.Pools;
using Multiprocessing.Pools.Functions;
using Multiprocessing.Pools.Jobs;
using Multiprocessing.Pools.Tasks;

namespace Multiprocessing;

/// <content>Submits functions of every kind to the pool.</content>
public abstract partial class TaskPool
{
    internal Task<TOut> Submit<TDelegate, TFunction, TIn, TOut>(
        TDelegate function, Func<TDelegate, TFunction> wrap, TIn argument, bool takesToken, CancellationToken cancellationToken,
        bool waits = false)
        where TDelegate : Delegate
        where TFunction : WorkerFunction<TIn, TOut>
    {
        AsyncFunctions.Refuse<TOut>(function, waits ? AsyncFunctions.UseRunAsync : null);
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled<TOut>(cancellationToken);
        CachedFunction? known = null;
        Payload payload;
        var writer = TaskWriter.Rent();
        try
        {
            if (takesToken) writer.BindFirst(cancellationToken);
            known = CachedFunction.FindLasting(function, wrap);
            if (known is null) writer.WriteFunction(wrap(function));
            payload = known is null ? Payload.OfBoth(argument, writer, _core.Blocks) : Payload.Of(argument, writer, _core.Blocks);
        }
        catch
        {
            writer.Abandon();
            throw;
        }

        var item = new CallItem<TOut>(_settings.Rules)
        {
            Function = known,
            Payload = payload,
            Bindings = writer.Return(),
            TakesToken = takesToken,
            Callee = function,
            Trace = CallerTrace.Capture(),
            // A caller that receives the answer on its own thread cannot react to a token until the answer is there.
            AwaitsReader = waits && !cancellationToken.CanBeCanceled,
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

    internal Task<TResult[]> Map<TDelegate, TFunction, T, TResult>(
        TDelegate function, Func<TDelegate, TFunction> wrap, IEnumerable<T> items, bool takesToken, CancellationToken cancellationToken)
        where TDelegate : Delegate
        where TFunction : WorkerFunction<T, TResult>
    {
        AsyncFunctions.Refuse<TResult>(function);
        ArgumentNullException.ThrowIfNull(items);
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled<TResult[]>(cancellationToken);
        var array = AsArray(items);
        var plan = BeginJob<TDelegate, ChunkFunction<T, TResult>>(
            function, new ChunkWrap<TDelegate, TFunction, T, TResult>(wrap).Wrap, takesToken, cancellationToken);
        return new MapJob<T, TResult>(_core, plan, array).Start();
    }

    private Task ForEach<TDelegate, TFunction, T>(
        TDelegate function, Func<TDelegate, TFunction> wrap, IEnumerable<T> items, bool takesToken, CancellationToken cancellationToken)
        where TDelegate : Delegate
        where TFunction : WorkerFunction<T, VoidResult>
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(items);
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled(cancellationToken);
        var array = AsArray(items);
        var plan = BeginJob<TDelegate, ChunkAction<T>>(
            function, new ActionWrap<TDelegate, TFunction, T>(wrap).Wrap, takesToken, cancellationToken);
        return new MapJob<T, VoidResult>(_core, plan, array).Start();
    }

    // All items are done, even if some throw, as in a map.
    // Whatever the failure is, the caller gets it.
    private async Task ForEach<TDelegate, TFunction, T>(
        TDelegate function, Func<TDelegate, TFunction> wrap, IAsyncEnumerable<T> items, bool takesToken,
        CancellationToken cancellationToken)
        where TDelegate : Delegate
        where TFunction : WorkerFunction<T, VoidResult>
    {
        Exception? failure = null;
        var results = Stream<TDelegate, TFunction, T, VoidResult>(
            function, wrap, items, takesToken, cancellationToken).GetAsyncEnumerator(CancellationToken.None);
        await using (results.ConfigureAwait(false))
        {
            for (var goesOn = true; goesOn;)
            {
                try
                {
                    goesOn = await results.MoveNextAsync().ConfigureAwait(false);
                }
                catch (Exception exception)
                {
                    failure ??= exception;
                }
            }
        }

        if (failure is not null) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
    }

    private PoolStream<TResult> Stream<TDelegate, TFunction, T, TResult>(
        TDelegate function, Func<TDelegate, TFunction> wrap, IEnumerable<T> items, bool takesToken, CancellationToken cancellationToken)
        where TDelegate : Delegate
        where TFunction : WorkerFunction<T, TResult>
    {
        ArgumentNullException.ThrowIfNull(items);
        return Stream<TDelegate, TFunction, T, TResult>(function, wrap, job => job.Start(items), takesToken, cancellationToken);
    }

    private PoolStream<TResult> Stream<TDelegate, TFunction, T, TResult>(
        TDelegate function, Func<TDelegate, TFunction> wrap, IAsyncEnumerable<T> items, bool takesToken,
        CancellationToken cancellationToken)
        where TDelegate : Delegate
        where TFunction : WorkerFunction<T, TResult>
    {
        ArgumentNullException.ThrowIfNull(items);
        return Stream<TDelegate, TFunction, T, TResult>(function, wrap, job => job.Start(items), takesToken, cancellationToken);
    }

    private PoolStream<TResult> Stream<TDelegate, TFunction, T, TResult>(
        TDelegate function, Func<TDelegate, TFunction> wrap,
        Action<StreamJob<T, TResult>> start, bool takesToken, CancellationToken cancellationToken)
        where TDelegate : Delegate
        where TFunction : WorkerFunction<T, TResult>
    {
        AsyncFunctions.Refuse<TResult>(function);
        return new PoolStream<TResult>(
            token =>
            {
                var plan = _settings.ChunkSize is > 1
                    ? BeginJob<TDelegate, ChunkFunction<T, TResult>>(
                        function, new ChunkWrap<TDelegate, TFunction, T, TResult>(wrap).Wrap, takesToken, token)
                    : BeginJob(function, wrap, takesToken, token);
                var job = new StreamJob<T, TResult>(_core, plan);
                start(job);
                return job;
            },
            cancellationToken);
    }

    // An array is read when its chunks are sent, as Python's map reads its input; anything else is read now, and so is an array of a
    // derived type. Read before the job begins: an input that throws would leave the job open.
    private static T[] AsArray<T>(IEnumerable<T> items) => items is T[] same && same.GetType() == typeof(T[]) ? same : [.. items];

    private JobPlan BeginJob<TDelegate, TFunction>(
        TDelegate function, Func<TDelegate, TFunction> wrap, bool takesToken, CancellationToken token)
        where TDelegate : Delegate
        where TFunction : WorkerFunction
    {
        var bindings = new TaskBindings();
        // The token that the function takes is the first one.
        if (takesToken) bindings.Add(token);
        var known = CachedFunction.ForJob(function, wrap, _core.Blocks, bindings);
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
        return new JobPlan(known, bindings, takesToken, _settings, token);
    }

    private sealed class ChunkWrap<TDelegate, TFunction, T, TResult>(Func<TDelegate, TFunction> wrap)
        where TFunction : WorkerFunction<T, TResult>
    {
        internal ChunkFunction<T, TResult> Wrap(TDelegate function) => new(wrap(function));
    }

    private sealed class ActionWrap<TDelegate, TFunction, T>(Func<TDelegate, TFunction> wrap)
        where TFunction : WorkerFunction<T, VoidResult>
    {
        internal ChunkAction<T> Wrap(TDelegate function) => new(wrap(function));
    }
}
