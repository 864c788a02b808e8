using System.Diagnostics.CodeAnalysis;
using Multiprocessing.Pools.Tasks;

namespace Multiprocessing.Python;

/// <summary>Calls back when a result is there, before anybody sees it, as Python does. One that throws is for those who ask for the result
/// to see.</summary>
internal static class Callbacks
{
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
            errorCallback?.Invoke(failure);
            throw;
        }

        callback?.Invoke(result);
        return result;
    }
}
