using System.Net.Sockets;
using Multiprocessing.Platform;

namespace Multiprocessing.Messaging;

/// <summary>
/// A socket as a stream for a handshake. Waits asynchronously, but not in .NET's own way, which would make later blocking calls slower
/// (<see cref="BlockingSocket"/>). Does not own the socket.
/// </summary>
internal sealed class QuietSocketStream(Socket socket) : Stream
{
    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var isHeld = false;
        try
        {
            socket.SafeHandle.DangerousAddRef(ref isHeld);
            var handle = OsHandle.Of(socket.SafeHandle);
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (NonBlockingSocket.TryReceive(handle, buffer.Span, out var count)) return count;
                await Readiness.WhenReadableAsync(handle, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (SystemCallException refusal)
        {
            throw new IOException(refusal.Message, refusal);
        }
        finally
        {
            if (isHeld) socket.SafeHandle.DangerousRelease();
        }
    }

    // A new socket always has room for what a handshake sends; a peer whose socket has none is not waited for.
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var isHeld = false;
        try
        {
            socket.SafeHandle.DangerousAddRef(ref isHeld);
            NonBlockingSocket.SendAll(OsHandle.Of(socket.SafeHandle), buffer.Span);
            return default;
        }
        finally
        {
            if (isHeld) socket.SafeHandle.DangerousRelease();
        }
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
