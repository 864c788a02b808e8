namespace Multiprocessing;

/// <summary>A child process could not be started, or ended before it reached its function. Nothing of it is left.</summary>
public sealed class ProcessStartException : Exception
{
    /// <summary>Creates the exception.</summary>
    public ProcessStartException()
        : base("A child process could not be started.")
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    /// <param name="message">What went wrong, and what to do.</param>
    public ProcessStartException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and its cause.</summary>
    /// <param name="message">What went wrong, and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public ProcessStartException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
