using System.Net.Sockets;
using Multiprocessing.Platform;

namespace Multiprocessing.Messaging;

/// <summary>
/// A socket as one of several things to wait for: ready when there is something to read or a connection to accept. Leaves no trace on the
/// socket.
/// </summary>
internal sealed class SocketWait(Socket socket) : IWaitable
{
    // A timer counts no longer time than this.
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(20);

    public async ValueTask<bool> WhenReadyAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (socket.Poll(TimeSpan.Zero, SelectMode.SelectRead)) return true;
        if (timeout == TimeSpan.Zero) return false;
        // A duplicate, so that several may wait for the socket at once, and the socket may be closed meanwhile.
        using var handle = OsHandles.Duplicate(socket.SafeHandle);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (timeout > TimeSpan.Zero && timeout < s_longest) limit.CancelAfter(timeout);
        try
        {
            await Readiness.WhenReadableAsync(OsHandle.Of(handle), limit.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
