using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Multiprocessing.Pools.Worker;

namespace Multiprocessing.Pools.Functions;

/// <summary>
/// Applies an action to the items of a chunk, as <see cref="ChunkFunction{T, TResult}"/> does with a function; nothing is sent back for the
/// items.
/// </summary>
internal sealed class ChunkAction<T>(WorkerFunction<T, VoidResult> function) : WorkerFunction<T[], VoidResult>
{
    internal override bool TakesToken => function.TakesToken;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    // Every exception is the caller's to see.
    internal override VoidResult Invoke(T[] argument, CancellationToken token)
    {
        ExceptionDispatchInfo? failure = null;
        var ambient = AmbientState.Capture();
        for (var done = 0; done < argument.Length; done++)
        {
            try
            {
                for (; done < argument.Length; done++)
                {
                    function.Invoke(argument[done], token);
                    ambient.Restore();
                }
            }
            catch (Exception exception)
            {
                failure ??= ExceptionDispatchInfo.Capture(exception);
                ambient.Restore();
            }
        }

        failure?.Throw();
        return default;
    }
}
