using System.Diagnostics.CodeAnalysis;

namespace Multiprocessing;

/// <summary>A child process could not be started, or ended before it reached its function. Nothing of it is left.</summary>
[SuppressMessage("Design", "CA1032", Justification = "One constructor does.")]
public sealed class ProcessStartException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What went wrong, and what to do.</param>
    /// <param name="innerException">The cause; null for none.</param>
    public ProcessStartException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
