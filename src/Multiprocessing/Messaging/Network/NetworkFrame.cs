using System.Buffers.Binary;

namespace Multiprocessing.Messaging;

/// <summary>
/// The framing of messages in a stream, as Python's <c>multiprocessing.connection</c> has it: a length in network byte order before each.
/// </summary>
internal static class NetworkFrame
{
    /// <summary>The length, in bytes, of a header: one number.</summary>
    internal const int HeaderLength = sizeof(int);

    /// <summary>The length, in bytes, of the header of a long message: a mark in place of the number, then a longer number.</summary>
    internal const int LongHeaderLength = sizeof(int) + sizeof(long);

    private const int LongMark = -1;

    internal static void WriteHeader(Span<byte> header, int length) => BinaryPrimitives.WriteInt32BigEndian(header, length);

    /// <summary>Reads a header if all of it has arrived.</summary>
    /// <returns>The number of bytes of the header; 0 if not all of it has arrived.</returns>
    /// <exception cref="InvalidDataException">The length is negative, or more than is allowed.</exception>
    internal static int TryReadHeader(ReadOnlySpan<byte> bytes, int limit, out int length)
    {
        length = 0;
        if (bytes.Length < HeaderLength) return 0;
        long announced = BinaryPrimitives.ReadInt32BigEndian(bytes);
        var taken = HeaderLength;
        if (announced == LongMark)
        {
            if (bytes.Length < LongHeaderLength) return 0;
            // Read as a signed number: a length that becomes negative is too large anyway.
            announced = BinaryPrimitives.ReadInt64BigEndian(bytes[HeaderLength..]);
            taken = LongHeaderLength;
        }

        if (announced < 0 || announced > limit)
        {
            throw new InvalidDataException($"A message of {(ulong)announced:N0} bytes was announced, where at most {limit:N0} are " +
                "allowed; the connection is closed. Either the peer does not speak this protocol, or MaxMessageBytes is too small.");
        }

        length = (int)announced;
        return taken;
    }
}
