namespace Multiprocessing;

/// <summary>
/// Thrown when a pool has no workers and cannot get any: they failed to start several times in a row, or their initializer threw. The last
/// failure is the inner exception. (Python: <c>BrokenProcessPool</c>.)
/// </summary>
public sealed class ProcessPoolBrokenException : Exception
{
    internal ProcessPoolBrokenException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
