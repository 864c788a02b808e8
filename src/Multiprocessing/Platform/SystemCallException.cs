namespace Multiprocessing.Platform;

/// <summary>
/// Thrown when the system has refused something, for the reason in the message. This exception never leaves the library: each layer above
/// turns it into what its members say that they throw.
/// </summary>
internal sealed class SystemCallException(string message) : Exception(message);
