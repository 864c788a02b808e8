namespace Multiprocessing.Collections;

/// <summary>A value as it is stored.</summary>
internal readonly ref struct StoredValue
{
    internal const int NullLength = -1;

    internal StoredValue(ReadOnlySpan<byte> bytes)
    {
        Bytes = bytes;
        Length = bytes.Length;
    }

    private StoredValue(int length) => Length = length;

    /// <summary>None at all.</summary>
    internal static StoredValue Null => new(NullLength);

    internal ReadOnlySpan<byte> Bytes { get; }

    /// <summary>How many bytes it has, or <see cref="NullLength"/>.</summary>
    internal int Length { get; }

    /// <summary>A value that has been read.</summary>
    internal static StoredValue Of(ReadOnlySpan<byte> buffer, int length) => length < 0 ? Null : new(buffer[..length]);
}
