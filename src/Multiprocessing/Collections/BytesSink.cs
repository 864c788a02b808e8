namespace Multiprocessing.Collections;

/// <summary>Takes values of any length, into a buffer that grows.</summary>
internal unsafe struct BytesSink(byte[] buffer) : IValueSink
{
    private const int MinLength = 256;

    internal byte[] Buffer { get; private set; } = buffer;

    /// <summary>The length of what was read last; -1 for null.</summary>
    internal int Length { get; private set; }

    internal readonly StoredValue Value => StoredValue.Of(Buffer, Length);

    public void Take(byte* source, int length)
    {
        Length = length;
        if (length <= 0) return;
        if (Buffer.Length < length)
        {
            Buffer = GC.AllocateUninitializedArray<byte>(Math.Max(MinLength, (int)Math.Min(Array.MaxLength, 2L * length)));
        }

        new ReadOnlySpan<byte>(source, length).CopyTo(Buffer);
    }
}
