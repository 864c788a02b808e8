namespace Multiprocessing.SharedData;

/// <summary>Memory that does not move and is checked whenever a part of it is asked for.</summary>
internal interface ISpanSource<T>
{
    /// <summary>A part.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not within.</exception>
    /// <exception cref="ObjectDisposedException">The owner was disposed of.</exception>
    Span<T> AsSpan(long start, int length);
}
