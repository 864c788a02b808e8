namespace Multiprocessing;

/// <summary>
/// Thrown when a <see cref="SharedBarrier"/> is broken: not all participants will come. The message says why. (Python:
/// <c>threading.BrokenBarrierError</c>.)
/// </summary>
public sealed class BrokenBarrierException : Exception
{
    internal BrokenBarrierException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
