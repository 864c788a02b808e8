using System.Diagnostics.CodeAnalysis;

namespace Multiprocessing;

/// <summary>A <see cref="SharedBarrier"/> is broken: not all participants will come. The message says why. (Python: <c>threading.BrokenBarrierError</c>.)</summary>
/// <param name="message">Why it is broken.</param>
/// <param name="innerException">The cause; null for none.</param>
[SuppressMessage("Design", "CA1032", Justification = "Only the library throws it, always with a reason.")]
public sealed class BrokenBarrierException(string message, Exception? innerException = null) : Exception(message, innerException);
