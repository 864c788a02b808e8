using System.Diagnostics;
using Multiprocessing.Waiting;

namespace Multiprocessing.Messaging;

/// <summary>A connection over a pipe in shared memory. Travels to another process as its end does.</summary>
[DebuggerDisplay("{DebuggerText,nq}")]
internal sealed partial class PipeConnection(PipeEnd end) : Connection
{
    private readonly PipeEnd _end = end;

    public override bool CanReceive => _end.Incoming is not null;

    public override bool CanSend => _end.Outgoing is not null;

    internal override bool IsClosed => _end.IsDisposed;

    private string DebuggerText => IsClosed ? "Pipe, closed" : $"Pipe, {_end.Incoming?.Count ?? 0} to receive";

    internal override void Close() => _end.Dispose();

    public override void SendBytes(ReadOnlySpan<byte> message, CancellationToken cancellationToken = default) =>
        Send(new OutgoingMessage(MessageKind.Bytes, default, message, default), cancellationToken);

    public override byte[] ReceiveBytes(CancellationToken cancellationToken = default)
    {
        var sink = default(NewBytesSink);
        Receive(ref sink, cancellationToken);
        return sink.Bytes!;
    }

    public override unsafe int ReceiveBytesInto(Span<byte> destination, CancellationToken cancellationToken = default)
    {
        fixed (byte* start = destination)
        {
            var sink = new GivenBytesSink(start, destination.Length);
            Receive(ref sink, cancellationToken);
            return sink.Received;
        }
    }

    public override bool Poll(TimeSpan timeout = default, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var deadline = Deadline.After(timeout);
        var isReady = _end.RequireIncoming().Poll(deadline, cancellationToken);
        return IsClosed ? throw Closed() : isReady;
    }

    private protected override void SendValue<T>(T value, CancellationToken cancellationToken)
    {
        if (!ValueEncoder<T>.TryGetMemory(ref value, out var kind, out var bytes)) SendGraph(value, cancellationToken);
        else Send(new OutgoingMessage(kind, ValueStamp<T>.Bytes, bytes, default), cancellationToken);
    }

    private protected override T ReceiveValue<T>(CancellationToken cancellationToken)
    {
        var sink = new ValueSink<T>(isStamped: true);
        var receipt = Receive(ref sink, cancellationToken);
        return sink.Finish(receipt);
    }

    private void SendGraph<T>(T value, CancellationToken cancellationToken)
    {
        var writer = MessageWriter.Rent();
        var wasSent = false;
        try
        {
            writer.Write(value, "message");
            Send(new OutgoingMessage(MessageKind.Graph, ValueStamp<T>.Bytes, writer.Bytes.Span, writer.Holds), cancellationToken);
            wasSent = true;
        }
        finally
        {
            writer.Return(wasSent);
        }
    }

    internal void Send(in OutgoingMessage message, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var ring = _end.RequireOutgoing();
        if (ring.TrySendNow(message)) return;
        ring.CheckHolds(message.Holds.Length);
        var sent = 0L;
        while (true)
        {
            ring.EnterSend(Deadline.Infinite, cancellationToken);
            try
            {
                ThrowIfBroken(ring);
                if (ring.TrySend_NeedsLock(message, ref sent)) return;
                while (sent != 0)
                {
                    // Within a message, keeps the senders' lock while it waits: nothing else may come between the parts.
                    ring.AwaitRoom(ring.RecordLength(message), Deadline.Infinite, cancellationToken);
                    ThrowIfBroken(ring);
                    if (ring.TrySend_NeedsLock(message, ref sent)) return;
                }
            }
            finally
            {
                ring.ExitSend();
            }

            ring.AwaitRoom(ring.RecordLength(message), Deadline.Infinite, cancellationToken);
        }
    }

    internal int Receive<TSink>(ref TSink sink, CancellationToken cancellationToken)
        where TSink : struct, IMessageSink
    {
        cancellationToken.ThrowIfCancellationRequested();
        var ring = _end.RequireIncoming();
        return ring.TryReceiveNow(ref sink) ? 0 : Receive(ring, ref sink, cancellationToken);
    }

    private int Receive<TSink>(RingReceiver ring, ref TSink sink, CancellationToken cancellationToken)
        where TSink : struct, IMessageSink
    {
        while (true)
        {
            ring.AwaitMessage(ReceiveAim.Take, Deadline.Infinite, cancellationToken);
            if (ring.TryReceiveNow(ref sink)) return 0;
            ThrowIfEnded(ring);
            if (ring.TryReceiveWhole(ref sink, out var receipt, cancellationToken)) return receipt;
        }
    }

    private void ThrowIfBroken(RingSender ring)
    {
        if (!ring.IsOver) return;
        if (IsClosed) throw Closed();
        throw new IOException("Nobody can receive from this pipe any more: its other end is closed in all processes, or they have ended.");
    }

    private void ThrowIfEnded(RingReceiver ring)
    {
        if (!ring.IsOver || (!IsClosed && !ring.IsEmpty)) return;
        if (IsClosed) throw Closed();
        throw new EndOfStreamException("Nobody can send through this pipe any more, and all messages are received: its other end is " +
            "closed in all processes, or they have ended.");
    }

    private ObjectDisposedException Closed() => new(nameof(Connection), "This end of the pipe was closed in this process.");
}
