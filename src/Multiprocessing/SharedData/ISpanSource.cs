namespace Multiprocessing.SharedData;

/// <summary>Memory that does not move, and is checked whenever a part of it is asked for.</summary>
internal interface ISpanSource<T>
{
    /// <summary>Returns a part of the memory.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The part is not within the memory.</exception>
    /// <exception cref="ObjectDisposedException">The owner was disposed of.</exception>
    Span<T> AsSpan(long start, int length);
}
