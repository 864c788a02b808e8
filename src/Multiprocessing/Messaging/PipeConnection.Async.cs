using System.Buffers;
using Multiprocessing.Waiting;

namespace Multiprocessing.Messaging;

/// <content>Sends and receives without holding a thread while waiting.</content>
internal sealed partial class PipeConnection
{
    public override ValueTask SendBytesAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken = default) =>
        SendAsync(MessageKind.Bytes, message, default, null, cancellationToken);

    public override async ValueTask<byte[]> ReceiveBytesAsync(CancellationToken cancellationToken = default)
    {
        var (sink, _) = await ReceiveAsync(default(NewBytesSink), cancellationToken).ConfigureAwait(false);
        return sink.Bytes!;
    }

    public override async ValueTask<int> ReceiveBytesIntoAsync(Memory<byte> destination, CancellationToken cancellationToken = default)
    {
        using var pin = destination.Pin();
        var (sink, _) = await ReceiveAsync(Into(pin, destination.Length), cancellationToken).ConfigureAwait(false);
        return sink.Received;
    }

    public override async ValueTask<bool> PollAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var deadline = Deadline.After(timeout);
        var isReady = await _end.RequireIncoming().PollAsync(deadline, cancellationToken).ConfigureAwait(false);
        return IsClosed ? throw Closed() : isReady;
    }

    private protected override ValueTask SendValueAsync<T>(T value, CancellationToken cancellationToken)
    {
        // Written before this method returns, since the caller may change the value then.
        var writer = MessageWriter.Rent();
        MessageKind kind;
        try
        {
            kind = ValueEncoder<T>.Write(writer, ref value, "message");
        }
        catch
        {
            writer.Return(wasSent: false);
            throw;
        }

        return SendAsync(kind, ValueStamp<T>.Bytes, writer.Bytes, writer, cancellationToken);
    }

    private protected override async ValueTask<T> ReceiveValueAsync<T>(CancellationToken cancellationToken)
    {
        var (sink, receipt) = await ReceiveAsync(new ValueSink<T>(isStamped: true), cancellationToken).ConfigureAwait(false);
        return sink.Finish(receipt);
    }

    private static unsafe GivenBytesSink Into(in MemoryHandle pin, int length) => new((byte*)pin.Pointer, length);

    private async ValueTask SendAsync(MessageKind kind, ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> body, MessageWriter? writer,
        CancellationToken cancellationToken)
    {
        var wasSent = false;
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            var ring = _end.RequireOutgoing();
            ring.CheckHolds(writer?.Holds.Length ?? 0);
            var (sent, length) = (0L, 0);
            while (!wasSent)
            {
                await ring.EnterSendAsync(Deadline.Infinite, cancellationToken).ConfigureAwait(false);
                try
                {
                    while (!(wasSent =
                        TrySend(ring, new OutgoingMessage(kind, head.Span, body.Span, writer is null ? default : writer.Holds), ref sent,
                        out length)) && sent != 0)
                    {
                        await ring.AwaitRoomAsync(length, Deadline.Infinite, cancellationToken).ConfigureAwait(false);
                    }
                }
                finally
                {
                    ring.ExitSend();
                }

                if (!wasSent) await ring.AwaitRoomAsync(length, Deadline.Infinite, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            writer?.Return(wasSent);
        }
    }

    private bool TrySend(RingSender ring, in OutgoingMessage message, ref long sent, out int length)
    {
        length = ring.RecordLength(message);
        ThrowIfBroken(ring);
        return ring.TrySend_NeedsLock(message, ref sent);
    }

    private async ValueTask<(TSink Sink, int Receipt)> ReceiveAsync<TSink>(TSink sink, CancellationToken cancellationToken)
        where TSink : IMessageSink
    {
        cancellationToken.ThrowIfCancellationRequested();
        var ring = _end.RequireIncoming();
        while (true)
        {
            await ring.AwaitMessageAsync(ReceiveAim.Take, Deadline.Infinite, cancellationToken).ConfigureAwait(false);
            ThrowIfEnded(ring);
            var progress = default(ReceiveProgress);
            await ring.EnterReceiveAsync(Deadline.Infinite, cancellationToken).ConfigureAwait(false);
            try
            {
                do
                {
                    if (ring.TryReceive_NeedsLock(ref sink, ref progress)) return (sink, progress.Receipt);
                }
                while (progress.IsWithin && await HasMoreAsync(ring).ConfigureAwait(false));
            }
            finally
            {
                ring.ExitReceive();
            }
        }
    }

    private static async ValueTask<bool> HasMoreAsync(RingReceiver ring)
    {
        await ring.AwaitMessageAsync(ReceiveAim.More, Deadline.Infinite, CancellationToken.None).ConfigureAwait(false);
        return !ring.IsEmpty;
    }
}
