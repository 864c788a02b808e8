using Multiprocessing.Waiting;

namespace Multiprocessing.Python;

/// <summary>
/// Results of pools with the method names of Python's <c>AsyncResult</c>. A result is a task, which can be awaited too. Thread-safe, as
/// tasks are.
/// </summary>
public static class PythonResult
{
    /// <summary>Whether there is a result or a failure. (Python: <c>ready()</c>, <c>done()</c>.)</summary>
    /// <param name="result">The result.</param>
    /// <returns>True once the task has ended.</returns>
    public static bool IsReady(this Task result) => result.IsCompleted;

    /// <summary>Whether there is a result, and no failure. (Python: <c>successful()</c>.)</summary>
    /// <param name="result">The result.</param>
    /// <returns>True for a task that has succeeded.</returns>
    /// <exception cref="InvalidOperationException">The task has not ended yet.</exception>
    public static bool IsSuccessful(this Task result) =>
        result.IsCompleted ? result.IsCompletedSuccessfully
            : throw new InvalidOperationException("The result is not ready: wait for it, or ask IsReady first.");

    /// <summary>Waits for the result and returns it. (Python: <c>get()</c>, <c>result()</c>.)</summary>
    /// <typeparam name="TResult">What the function returns.</typeparam>
    /// <param name="result">The result.</param>
    /// <returns>The function's result; an exception of the function is thrown.</returns>
    public static TResult Get<TResult>(this Task<TResult> result) => result.GetAwaiter().GetResult();

    /// <summary>Waits for the result, for at most a given time, and returns it. (Python: <c>get(timeout)</c>.)</summary>
    /// <typeparam name="TResult">What the function returns.</typeparam>
    /// <param name="result">The result.</param>
    /// <param name="timeout">How long to wait at most; zero only looks; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <returns>The function's result; an exception of the function is thrown.</returns>
    /// <exception cref="TimeoutException">The result was not ready in time; the task goes on.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative, and not <see cref="Timeout.InfiniteTimeSpan"/>.</exception>
    public static TResult Get<TResult>(this Task<TResult> result, TimeSpan timeout) =>
        result.IsOverWithin(timeout) ? result.Get() : throw new TimeoutException($"The result was not ready within {timeout}.");

    /// <summary>Waits for the end of the task, without its exception; returns whether it came in time.</summary>
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
