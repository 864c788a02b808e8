namespace Multiprocessing;

/// <summary>
/// Thrown when a value cannot cross the border between two processes. The message names the variable or argument, its type, and what to do
/// instead.
/// </summary>
public sealed class ProcessBoundaryException : InvalidOperationException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What cannot cross, and what to do instead.</param>
    /// <param name="innerException">The cause; null for none.</param>
    public ProcessBoundaryException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
