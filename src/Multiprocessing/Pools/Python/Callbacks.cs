using System.Diagnostics.CodeAnalysis;
using Multiprocessing.Pools.Tasks;

namespace Multiprocessing.Python;

/// <summary>Calls back when a result is there, before anybody sees it, as Python does. What a callback throws is for those who ask for the
/// result to see: in place of the result, but beside the failure of a task that has failed itself.</summary>
internal static class Callbacks
{
    /// <summary>
    /// The key in <see cref="Exception.Data"/> under which a task's failure has that of the callback that was told of it.
    /// </summary>
    internal const string FailureKey = "Multiprocessing.CallbackFailure";

    internal static Task<TResult> Add<TResult>(Task<TResult> task, Action<TResult>? callback, Action<Exception>? errorCallback) =>
        callback is null && errorCallback is null ? task : task.Within(CallBackAsync(task, callback, errorCallback));

    [SuppressMessage("Design", "CA1031", Justification = "Whatever the failure is, the callback is told.")]
    private static async Task<TResult> CallBackAsync<TResult>(
        Task<TResult> task, Action<TResult>? callback, Action<Exception>? errorCallback)
    {
        TResult result;
        try
        {
            // Also where it is there already: a caller may hold what the callback waits for.
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

    [SuppressMessage("Design", "CA1031", Justification = "Whatever the callback throws, it is told beside the task's own failure.")]
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
