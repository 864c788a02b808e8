using System.Diagnostics.CodeAnalysis;

namespace Multiprocessing;

/// <summary>A pool has no workers and cannot get any: time after time they failed to start, or their initializer threw. What went wrong the
/// last time is the inner exception. (Python: <c>BrokenProcessPool</c>.)</summary>
[SuppressMessage("Design", "CA1032", Justification = "Only pools throw it, and they always have a message.")]
public sealed class ProcessPoolBrokenException : Exception
{
    internal ProcessPoolBrokenException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
