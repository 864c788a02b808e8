namespace Multiprocessing;

/// <summary>A <see cref="SharedBarrier"/> is broken: not all participants will come. The message says why. (Python: <c>threading.BrokenBarrierError</c>.)</summary>
public sealed class BrokenBarrierException : Exception
{
    /// <summary>Creates the exception.</summary>
    public BrokenBarrierException()
        : base("The shared barrier is broken.")
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    /// <param name="message">The message.</param>
    public BrokenBarrierException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and its cause.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The cause.</param>
    public BrokenBarrierException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
