using System.Net.Sockets;
using Multiprocessing.Platform;

namespace Multiprocessing.Messaging;

/// <summary>
/// A socket among several things to wait for: until there is something to read or somebody to accept. It leaves no trace on the socket.
/// </summary>
internal sealed class SocketWait(Socket socket) : IWaitable
{
    // What a timer can count.
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(20);

    public async ValueTask<bool> WhenReadyAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (socket.Poll(TimeSpan.Zero, SelectMode.SelectRead)) return true;
        if (timeout == TimeSpan.Zero) return false;
        // One of its own, so that several may wait for the socket at once, and it may be closed meanwhile.
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
