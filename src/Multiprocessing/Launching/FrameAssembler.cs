using Multiprocessing.Platform;

namespace Multiprocessing.Launching;

/// <summary>
/// Puts messages together from a socket that delivers them in pieces. Memory grows with what has arrived, not with what was announced.
/// </summary>
internal sealed class FrameAssembler(long limit)
{
    private const int FirstPiece = 16 << 20;
    private readonly byte[] _header = new byte[Frame.HeaderSize];
    private int _headerLength;
    private FrameKind _kind;
    private byte[] _payload = [];
    private int _announced;
    private int _received;

    /// <summary>
    /// Reads the bytes that are there and hands over each whole message, until <paramref name="deliver"/> returns false; false at the end
    /// of the stream.
    /// </summary>
    internal bool Pump(ByteChannel channel, Func<FrameKind, byte[], bool> deliver)
    {
        while (true)
        {
            var inHeader = _headerLength < Frame.HeaderSize;
            var target = inHeader ? _header.AsSpan(_headerLength) : Room();
            var count = channel.TryRead(target);
            if (count < 0) return true;
            if (count == 0)
            {
                return _headerLength == 0 ? false : throw new EndOfStreamException("A message on the control channel was cut short.");
            }

            if (inHeader)
            {
                _headerLength += count;
                if (_headerLength < Frame.HeaderSize) continue;
                _announced = Frame.ReadHeader(_header, limit, out _kind);
                _received = 0;
                _payload = GC.AllocateUninitializedArray<byte>(Math.Min(_announced, FirstPiece));
            }
            else _received += count;

            if (_received < _announced) continue;
            _headerLength = 0;
            var payload = _payload;
            _payload = [];
            if (!deliver(_kind, payload)) return true;
        }
    }

    private Span<byte> Room()
    {
        if (_received == _payload.Length) Array.Resize(ref _payload, (int)Math.Min(_announced, _payload.Length * 4L));
        return _payload.AsSpan(_received);
    }
}
