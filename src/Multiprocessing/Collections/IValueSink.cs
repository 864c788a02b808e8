namespace Multiprocessing.Collections;

/// <summary>Where a value goes that is read.</summary>
internal unsafe interface IValueSink
{
    /// <summary>Copies a value, which may be nonsense: another process may be writing there.</summary>
    /// <param name="source">Where it lies.</param>
    /// <param name="length">How many bytes it has; -1 for null.</param>
    void Take(byte* source, int length);
}
