using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Multiprocessing;

/// <summary>A result that a pool will have: to be awaited, asked, or waited for with a time limit. It is a <see cref="Task{TResult}"/> too, wherever one is wanted. Thread-safe. (Python: <c>AsyncResult</c>, <c>Future</c>.)</summary>
/// <typeparam name="TResult">What the function returns.</typeparam>
[DebuggerDisplay("{_task.Status}")]
public sealed class PoolResult<TResult>
{
    private readonly Task<TResult> _task;

    internal PoolResult(Task<TResult> task, Action<TResult>? onSuccess, Action<Exception>? onError) =>
        _task = onSuccess is null && onError is null ? task : CallBackAsync(task, onSuccess, onError);

    /// <summary>Whether the result, or a failure, is there. (Python: <c>ready()</c>, <c>done()</c>.)</summary>
    public bool IsReady => _task.IsCompleted;

    /// <summary>Whether there is a result, and no failure. (Python: <c>successful()</c>.)</summary>
    /// <exception cref="InvalidOperationException">It is not known yet.</exception>
    public bool IsSuccessful => IsReady ? _task.IsCompletedSuccessfully : throw new InvalidOperationException("The result is not ready: wait for it, or ask IsReady first.");

    /// <summary>The result as a task.</summary>
    /// <param name="result">The result.</param>
    public static implicit operator Task<TResult>(PoolResult<TResult> result) => result?.AsTask()!;

    /// <summary>The result as a task.</summary>
    /// <returns>A task that fails as the function did.</returns>
    public Task<TResult> AsTask() => _task;


    /// <summary>Waits for the result and gives it. (Python: <c>get()</c>, <c>result()</c>.)</summary>
    /// <returns>What the function returned; what it threw is thrown.</returns>
    /// <exception cref="ProcessCrashedException">Its worker was lost.</exception>
    public TResult Get() => _task.GetAwaiter().GetResult();

    /// <summary>Waits for the result and gives it. (Python: <c>get(timeout)</c>.)</summary>
    /// <param name="timeout">How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <returns>What the function returned; what it threw is thrown.</returns>
    /// <exception cref="TimeoutException">It was not ready in time; the work goes on.</exception>
    /// <exception cref="ProcessCrashedException">Its worker was lost.</exception>
    public TResult Get(TimeSpan timeout) => Wait(timeout) ? Get() : throw new TimeoutException($"The result was not ready within {timeout}.");

    /// <summary>Waits until the result, or a failure, is there.</summary>
    public void Wait() => Wait(Timeout.InfiniteTimeSpan);

    /// <summary>Waits until the result, or a failure, is there. (Python: <c>wait(timeout)</c>.)</summary>
    /// <param name="timeout">How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <returns>Whether it is.</returns>
    public bool Wait(TimeSpan timeout) => ((IAsyncResult)_task).AsyncWaitHandle.WaitOne(timeout);

    /// <summary>Waits for the result.</summary>
    /// <returns>An awaiter.</returns>
    public TaskAwaiter<TResult> GetAwaiter() => _task.GetAwaiter();

    // The callback comes before anybody sees the result, as in Python. One that throws is the caller's to see.
    [SuppressMessage("Design", "CA1031", Justification = "Whatever the failure is, the callback is told.")]
    private static async Task<TResult> CallBackAsync(Task<TResult> task, Action<TResult>? onSuccess, Action<Exception>? onError)
    {
        TResult result;
        try
        {
            // Also where it is there already: a caller may hold what the callback waits for.
            result = await task.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        }
        catch (Exception failure)
        {
            onError?.Invoke(failure);
            throw;
        }

        onSuccess?.Invoke(result);
        return result;
    }
}
