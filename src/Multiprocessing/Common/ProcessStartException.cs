namespace Multiprocessing;

/// <summary>
/// Thrown when a child process could not be started, or ended before it reached its function. Nothing of the child is left.
/// </summary>
public sealed class ProcessStartException : Exception
{
    internal ProcessStartException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
