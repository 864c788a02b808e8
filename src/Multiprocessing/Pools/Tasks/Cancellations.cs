using System.Runtime.CompilerServices;

namespace Multiprocessing.Pools.Tasks;

/// <summary>Makes tasks that end as cancelled, with an exception that says why and that awaiting them throws.</summary>
internal static class Cancellations
{
    internal static void TrySetCanceled<T>(this TaskCompletionSource<T> completion, OperationCanceledException why)
    {
        // Only an asynchronous method's builder can make such a task.
        var builder = AsyncTaskMethodBuilder<T>.Create();
        var cancelled = builder.Task;
        builder.SetException(why);
        completion.TrySetFromTask(cancelled);
    }
}
