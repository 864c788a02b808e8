namespace Multiprocessing.Platform;

/// <summary>
/// The system has refused something, for the reason in the message. Never leaves the library: each layer above turns it into what its
/// members say that they throw.
/// </summary>
internal sealed class SystemCallException(string message) : Exception(message);
