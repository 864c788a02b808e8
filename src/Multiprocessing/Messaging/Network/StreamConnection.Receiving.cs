using Multiprocessing.Waiting;

namespace Multiprocessing.Messaging;

/// <content>Receives messages.</content>
internal sealed partial class StreamConnection
{
    public override byte[] ReceiveBytes(CancellationToken cancellationToken = default)
    {
        CheckStartOfReceive(cancellationToken);
        if (cancellationToken.CanBeCanceled) return ReceiveBytesAsync(cancellationToken).AsTask().GetAwaiter().GetResult();
        _receiving.Wait(CancellationToken.None);
        try
        {
            Await();
            return _incoming.Take();
        }
        finally
        {
            _receiving.Release();
        }
    }

    public override async ValueTask<byte[]> ReceiveBytesAsync(CancellationToken cancellationToken = default)
    {
        CheckStartOfReceive(cancellationToken);
        await _receiving.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await AwaitAsync(Deadline.Infinite, cancellationToken).ConfigureAwait(false);
            CheckMessage();
            return _incoming.Take();
        }
        finally
        {
            _receiving.Release();
        }
    }

    public override int ReceiveBytesInto(Span<byte> destination, CancellationToken cancellationToken = default)
    {
        CheckStartOfReceive(cancellationToken);
        _receiving.Wait(cancellationToken);
        try
        {
            if (cancellationToken.CanBeCanceled)
            {
                AwaitAsync(Deadline.Infinite, cancellationToken).AsTask().GetAwaiter().GetResult();
                CheckMessage();
            }
            else
            {
                Await();
            }

            return TakeInto(destination);
        }
        finally
        {
            _receiving.Release();
        }
    }

    public override async ValueTask<int> ReceiveBytesIntoAsync(Memory<byte> destination, CancellationToken cancellationToken = default)
    {
        CheckStartOfReceive(cancellationToken);
        await _receiving.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await AwaitAsync(Deadline.Infinite, cancellationToken).ConfigureAwait(false);
            CheckMessage();
            return TakeInto(destination.Span);
        }
        finally
        {
            _receiving.Release();
        }
    }

    private protected override T ReceiveValue<T>(CancellationToken cancellationToken) =>
        NetworkValues.Read<T>(ReceiveBytes(cancellationToken), _types, _limit);

    private protected override async ValueTask<T> ReceiveValueAsync<T>(CancellationToken cancellationToken) =>
        NetworkValues.Read<T>(await ReceiveBytesAsync(cancellationToken).ConfigureAwait(false), _types, _limit);

    // A failure while receiving closes this end, but each receiver still gets that failure instead of ObjectDisposedException.
    private void CheckStartOfReceive(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_failure is null) CheckOpen();
    }

    private void CheckMessage()
    {
        switch (_failure)
        {
            case InvalidDataException failure:
                throw new InvalidDataException(failure.Message, failure);
            case not null when !_incoming.IsComplete():
                throw new IOException(_failure.Message, _failure);
        }

        if (_incoming.IsComplete()) return;
        CheckOpen();
        throw _incoming.IsWithin
            ? new IOException("The connection ended in the middle of a message: the process at the other end was killed, or closed it.")
            : new EndOfStreamException("The other end of the connection is closed, and everything that it sent has been received.");
    }

    private int TakeInto(Span<byte> destination)
    {
        var length = _incoming.Length;
        if (length > destination.Length)
        {
            throw new ArgumentException($"The message has {length:N0} bytes, for which the destination of {destination.Length:N0} has " +
                "no room; it can still be received.", nameof(destination));
        }

        _incoming.TakeInto(destination);
        return length;
    }
}
