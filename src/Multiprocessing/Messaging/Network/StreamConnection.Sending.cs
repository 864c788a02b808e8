using System.Buffers;
using Multiprocessing.Serialization;

namespace Multiprocessing.Messaging;

/// <content>Sends messages.</content>
internal sealed partial class StreamConnection
{
    // The size, Python's, up to which a message is copied behind its header and sent in one piece; the rest of a longer one is not copied.
    private const int FirstPiece = 16 << 10;

    private const string CutOff = "This end of the connection was closed, since the sending of a message was cancelled when a part of " +
        "it may have been sent.";

    private byte[]? _outgoing;

    public override void SendBytes(ReadOnlySpan<byte> message, CancellationToken cancellationToken = default)
    {
        CheckStart(cancellationToken);
        if (cancellationToken.CanBeCanceled)
        {
            SendCopy(message, cancellationToken);
            return;
        }

        _sending.Wait(CancellationToken.None);
        try
        {
            CheckOpen();
            var first = Begin(message);
            Write(first.Span);
            if (message.Length > FirstPiece) Write(message[FirstPiece..]);
        }
        finally
        {
            _sending.Release();
        }
    }

    public override async ValueTask SendBytesAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken = default)
    {
        CheckStart(cancellationToken);
        await _sending.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            CheckStart(cancellationToken);
            await WriteAsync(Begin(message.Span), cancellationToken).ConfigureAwait(false);
            if (message.Length > FirstPiece) await WriteAsync(message[FirstPiece..], cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _sending.Release();
        }
    }

    private protected override void SendValue<T>(T value, CancellationToken cancellationToken)
    {
        CheckStart(cancellationToken);
        if (cancellationToken.CanBeCanceled)
        {
            SendValueAsync(value, cancellationToken).AsTask().GetAwaiter().GetResult();
            return;
        }

        var writer = NetworkValues.Write(value);
        try
        {
            var frame = AsFrame(writer);
            _sending.Wait(CancellationToken.None);
            try
            {
                CheckOpen();
                Write(frame.Span);
            }
            finally
            {
                _sending.Release();
            }
        }
        finally
        {
            NetworkValues.GiveBack(writer);
        }
    }

    private protected override async ValueTask SendValueAsync<T>(T value, CancellationToken cancellationToken)
    {
        CheckStart(cancellationToken);
        var writer = NetworkValues.Write(value);
        try
        {
            var frame = AsFrame(writer);
            await _sending.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                CheckStart(cancellationToken);
                await WriteAsync(frame, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                _sending.Release();
            }
        }
        finally
        {
            NetworkValues.GiveBack(writer);
        }
    }

    // An asynchronous send needs memory that stays where it is, which a span does not promise.
    private void SendCopy(ReadOnlySpan<byte> message, CancellationToken cancellationToken)
    {
        var copy = ArrayPool<byte>.Shared.Rent(message.Length);
        try
        {
            message.CopyTo(copy);
            SendBytesAsync(copy.AsMemory(0, message.Length), cancellationToken).AsTask().GetAwaiter().GetResult();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(copy);
        }
    }

    private ReadOnlyMemory<byte> Begin(ReadOnlySpan<byte> message)
    {
        _outgoing ??= new byte[NetworkFrame.HeaderLength + FirstPiece];
        NetworkFrame.WriteHeader(_outgoing, message.Length);
        var first = Math.Min(message.Length, FirstPiece);
        message[..first].CopyTo(_outgoing.AsSpan(NetworkFrame.HeaderLength));
        return _outgoing.AsMemory(0, NetworkFrame.HeaderLength + first);
    }

    private static ReadOnlyMemory<byte> AsFrame(ObjectWriter writer)
    {
        var frame = writer.WithReserved;
        NetworkFrame.WriteHeader(frame.Span, frame.Length - NetworkFrame.HeaderLength);
        return frame;
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _stream.Write(bytes);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
        {
            throw Unsent(exception);
        }
    }

    private async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await _stream.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            CloseBecause(CutOff);
            throw;
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
        {
            throw Unsent(exception);
        }
    }

    private Exception Unsent(Exception exception) => IsClosed
        ? new ObjectDisposedException(nameof(Connection), _whyClosed ?? "This end of the connection was closed while it sent.")
        : new IOException("The message could not be sent: the other end is closed, or the connection failed.", exception);
}
