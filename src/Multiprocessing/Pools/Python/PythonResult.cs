using Multiprocessing.Waiting;

namespace Multiprocessing.Python;

/// <summary>What a pool will have, with the names that Python's <c>AsyncResult</c> has: a result is a task, which can be awaited too.
/// Thread-safe, as tasks are.</summary>
public static class PythonResult
{
    /// <summary>Whether the result, or a failure, is there. (Python: <c>ready()</c>, <c>done()</c>.)</summary>
    /// <param name="result">The result.</param>
    /// <returns>Whether it is.</returns>
    public static bool IsReady(this Task result) => result.IsCompleted;

    /// <summary>Whether there is a result, and no failure. (Python: <c>successful()</c>.)</summary>
    /// <param name="result">The result.</param>
    /// <returns>Whether there is.</returns>
    /// <exception cref="InvalidOperationException">It is not known yet.</exception>
    public static bool IsSuccessful(this Task result) =>
        result.IsCompleted ? result.IsCompletedSuccessfully
            : throw new InvalidOperationException("The result is not ready: wait for it, or ask IsReady first.");

    /// <summary>Waits for the result and gives it. (Python: <c>get()</c>, <c>result()</c>.)</summary>
    /// <typeparam name="TResult">What the function returns.</typeparam>
    /// <param name="result">The result.</param>
    /// <returns>What the function returned; what it threw is thrown.</returns>
    public static TResult Get<TResult>(this Task<TResult> result) => result.GetAwaiter().GetResult();

    /// <summary>Waits for the result and gives it, within some time. (Python: <c>get(timeout)</c>.)</summary>
    /// <typeparam name="TResult">What the function returns.</typeparam>
    /// <param name="result">The result.</param>
    /// <param name="timeout">How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> for ever, zero to look only.</param>
    /// <returns>What the function returned; what it threw is thrown.</returns>
    /// <exception cref="TimeoutException">It was not ready in time; the work goes on.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative, and not <see cref="Timeout.InfiniteTimeSpan"/>.</exception>
    public static TResult Get<TResult>(this Task<TResult> result, TimeSpan timeout) =>
        result.IsOverWithin(timeout) ? result.Get() : throw new TimeoutException($"The result was not ready within {timeout}.");

    /// <summary>Waits, whatever comes of the task.</summary>
    internal static bool IsOverWithin(this Task task, TimeSpan timeout)
    {
        var deadline = Deadline.After(timeout);
        while (!((IAsyncResult)task).AsyncWaitHandle.WaitOne(deadline.LeftMilliseconds))
        {
            if (deadline.IsOver) return task.IsCompleted;
        }

        return true;
    }
}
