namespace Multiprocessing;

/// <summary>A pool has no workers and cannot get any: time after time they failed to start, or their initializer threw. What went wrong the last time is the inner exception. (Python: <c>BrokenProcessPool</c>.)</summary>
public sealed class ProcessPoolBrokenException : Exception
{
    /// <summary>Creates the exception.</summary>
    public ProcessPoolBrokenException()
        : base("The workers of a process pool cannot start.")
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    /// <param name="message">The message.</param>
    public ProcessPoolBrokenException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and its cause.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The cause.</param>
    public ProcessPoolBrokenException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
