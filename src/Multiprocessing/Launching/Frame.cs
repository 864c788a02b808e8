using Multiprocessing.Serialization;

namespace Multiprocessing.Launching;

/// <summary>
/// The header of a message on the control socket: a mark that shows damage, the kind, the length of what follows. Both ends are one
/// machine, so numbers lie as in memory.
/// </summary>
internal static class Frame
{
    internal const int HeaderSize = 16;
    private const uint Mark = 0x3150_4D43;

    /// <summary>Makes a writer that leaves room for the header, so that a message is never copied to get one.</summary>
    internal static ObjectWriter Begin(LiveObjects? live = null, object? self = null) => new(live, self, HeaderSize);

    /// <summary>Returns the bytes of a writer that <see cref="Begin"/> made, as a message.</summary>
    internal static ReadOnlyMemory<byte> End(ObjectWriter writer, FrameKind kind)
    {
        var frame = writer.WithReserved;
        WriteHeader(frame.Span, kind, frame.Length - HeaderSize);
        return frame;
    }

    internal static void WriteHeader(Span<byte> header, FrameKind kind, long length)
    {
        BitConverter.TryWriteBytes(header, Mark);
        BitConverter.TryWriteBytes(header[4..], (int)kind);
        BitConverter.TryWriteBytes(header[8..], length);
    }

    /// <summary>Reads a header.</summary>
    /// <exception cref="InvalidDataException">The bytes are no header, or announce more than <paramref name="limit"/> bytes.</exception>
    internal static int ReadHeader(ReadOnlySpan<byte> header, long limit, out FrameKind kind)
    {
        kind = (FrameKind)BitConverter.ToInt32(header[4..]);
        var length = BitConverter.ToInt64(header[8..]);
        if (BitConverter.ToUInt32(header) != Mark || kind is < FrameKind.Ready or > FrameKind.Cancel || length < 0)
        {
            throw new InvalidDataException("A message on the control channel is damaged.");
        }

        return length <= limit ? (int)length : throw TooLong(length, limit);
    }

    private static InvalidDataException TooLong(long length, long limit) =>
        new($"A message on the control channel has {length} bytes; the limit is {limit} (ProcessOptions.MaxMessageBytes).");
}
