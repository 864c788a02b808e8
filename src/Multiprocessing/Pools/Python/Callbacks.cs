using Multiprocessing.Pools.Tasks;

namespace Multiprocessing.Python;

/// <summary>
/// Calls back when a result is there, before anything else can see it, as Python does. An exception of a callback takes the place of the
/// result; where the task has failed itself, the exception is added to that failure.
/// </summary>
internal static class Callbacks
{
    /// <summary>
    /// The key in <see cref="Exception.Data"/> of a task's failure under which the exception of its error callback is kept.
    /// </summary>
    internal const string FailureKey = "Multiprocessing.CallbackFailure";

    internal static Task<TResult> Add<TResult>(Task<TResult> task, Action<TResult>? callback, Action<Exception>? errorCallback) =>
        callback is null && errorCallback is null ? task : task.Within(CallBackAsync(task, callback, errorCallback));

    // Whatever the failure is, the callback is told.
    private static async Task<TResult> CallBackAsync<TResult>(
        Task<TResult> task, Action<TResult>? callback, Action<Exception>? errorCallback)
    {
        TResult result;
        try
        {
            // Continues on another thread even if the task is done: the caller may hold a lock that the callback waits for.
            result = await task.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        }
        catch (Exception failure)
        {
            Tell(errorCallback, failure);
            throw;
        }

        callback?.Invoke(result);
        return result;
    }

    // Whatever the callback throws, it is told beside the task's own failure.
    private static void Tell(Action<Exception>? errorCallback, Exception failure)
    {
        try
        {
            errorCallback?.Invoke(failure);
        }
        catch (Exception thrown)
        {
            failure.Data[FailureKey] = thrown;
        }
    }
}
