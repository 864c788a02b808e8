using System.Diagnostics.CodeAnalysis;

namespace Multiprocessing;

/// <summary>
/// Thrown when a <see cref="SharedBarrier"/> is broken: not all participants will come. The message says why. (Python:
/// <c>threading.BrokenBarrierError</c>.)
/// </summary>
[SuppressMessage("Design", "CA1032", Justification = "The library alone throws it.")]
public sealed class BrokenBarrierException : Exception
{
    internal BrokenBarrierException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
