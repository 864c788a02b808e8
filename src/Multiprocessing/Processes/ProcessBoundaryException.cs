using Multiprocessing.Serialization;

namespace Multiprocessing;

/// <summary>A value cannot cross the border between two processes. The message names the variable or argument, its type, and what to do instead.</summary>
public sealed class ProcessBoundaryException : InvalidOperationException
{
    /// <summary>Creates the exception.</summary>
    public ProcessBoundaryException()
        : base("A value cannot cross a process border.")
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    /// <param name="message">What cannot cross, and what to do instead.</param>
    public ProcessBoundaryException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and its cause.</summary>
    /// <param name="message">What cannot cross, and what to do instead.</param>
    /// <param name="innerException">The cause.</param>
    public ProcessBoundaryException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal static ProcessBoundaryException Refused(string path, Type type, string reason) =>
        new($"The {path} is a {TypeName.Full(type)}, which cannot cross a process border: {reason}.");
}
