namespace Multiprocessing.Python;

/// <summary>
/// Pools with the method names of Python's <c>multiprocessing.Pool</c>; <c>using Multiprocessing.Python;</c> brings them. Each method is
/// one line over <see cref="TaskPool"/>. Thread-safe, as pools are.
/// </summary>
public static partial class PythonPool
{
    /// <summary>Takes no more tasks; those that the pool has are done, then the workers end. (Python: <c>close()</c>.)</summary>
    /// <param name="pool">The pool, or a view of it.</param>
    public static void Close(this TaskPool pool) => pool.Core.Close();

    /// <summary>Waits until all tasks are done and the workers have ended. (Python: <c>join()</c>.)</summary>
    /// <param name="pool">The pool, or a view of it.</param>
    /// <exception cref="InvalidOperationException">The pool still takes tasks: close the pool first.</exception>
    public static void Join(this TaskPool pool)
    {
        if (pool.Core.IsOpen)
        {
            throw new InvalidOperationException($"The process pool '{pool.Name}' still takes tasks: close or terminate it before it is " +
                "joined.");
        }

        pool.Core.Ended.IsOverWithin(Timeout.InfiniteTimeSpan);
    }
}
