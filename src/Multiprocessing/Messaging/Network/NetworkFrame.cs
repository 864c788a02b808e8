using System.Buffers.Binary;

namespace Multiprocessing.Messaging;

/// <summary>
/// How messages lie one behind the other in a stream, as Python's <c>multiprocessing.connection</c> has it: a length in network order
/// before each.
/// </summary>
internal static class NetworkFrame
{
    /// <summary>A length.</summary>
    internal const int HeaderLength = sizeof(int);

    /// <summary>A mark, and a length that would not have had room in its place.</summary>
    internal const int LongHeaderLength = sizeof(int) + sizeof(long);

    private const int LongMark = -1;

    internal static void WriteHeader(Span<byte> header, int length) => BinaryPrimitives.WriteInt32BigEndian(header, length);

    /// <summary>Reads a header if it is there whole.</summary>
    /// <returns>The bytes that the header takes; 0 if it is not there whole.</returns>
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
            // As a signed number: half of all lengths are too long anyhow.
            announced = BinaryPrimitives.ReadInt64BigEndian(bytes[HeaderLength..]);
            taken = LongHeaderLength;
        }

        if (announced < 0 || announced > limit)
        {
            throw new InvalidDataException($"A message of {(ulong)announced:N0} bytes was announced, where at most {limit:N0} are " +
                "allowed; the connection is closed. Either the peer does not speak this protocol, or MaximumMessageBytes is too small.");
        }

        length = (int)announced;
        return taken;
    }
}
