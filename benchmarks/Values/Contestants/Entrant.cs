namespace Values.Contestants;

/// <summary>A contestant with the value of one row in hand.</summary>
internal abstract class Entrant : IDisposable
{
    /// <summary>The length of the written value.</summary>
    public abstract int Size { get; }

    /// <summary>Throws unless a value that was written and read again is the same.</summary>
    public abstract void Check();

    /// <returns>Nanoseconds of one write, of <paramref name="count"/> in a row.</returns>
    public abstract double Write(int count);

    /// <returns>Nanoseconds of one read.</returns>
    public abstract double Read(int count);

    /// <returns>Bytes that one write and one read leave to the garbage collector; null where that cannot be told.</returns>
    public abstract (long Write, long Read)? Allocated();

    public abstract void Dispose();
}
