namespace Multiprocessing.Messaging;

/// <summary>
/// A message that is being sent. Its bytes are in two parts, so that a long value need not be copied to put something before it.
/// </summary>
internal readonly ref struct OutgoingMessage(MessageKind kind, ReadOnlySpan<byte> head, ReadOnlySpan<byte> body, ReadOnlySpan<long> holds)
{
    private readonly ReadOnlySpan<byte> _head = head;
    private readonly ReadOnlySpan<byte> _body = body;

    internal MessageKind Kind => kind;

    /// <summary>The holds on the blocks that the message names.</summary>
    internal ReadOnlySpan<long> Holds { get; } = holds;

    internal long Length => (long)_head.Length + _body.Length;

    /// <summary>Copies a part of the message.</summary>
    internal void CopyTo(Span<byte> destination, long from)
    {
        if (from < _head.Length)
        {
            var piece = _head[(int)from..];
            if (piece.Length >= destination.Length)
            {
                piece[..destination.Length].CopyTo(destination);
                return;
            }

            piece.CopyTo(destination);
            destination = destination[piece.Length..];
            from = _head.Length;
        }

        _body.Slice((int)(from - _head.Length), destination.Length).CopyTo(destination);
    }
}
