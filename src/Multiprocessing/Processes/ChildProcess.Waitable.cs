using Multiprocessing.Waiting;

namespace Multiprocessing;

// The method that Connection.WaitAny calls.
public partial class ChildProcess
{
    async ValueTask<bool> IWaitable.WhenReadyAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        State.RequireStarted();
        var exited = Exited;
        if (exited.IsCompleted) return true;
        cancellationToken.ThrowIfCancellationRequested();
        if (timeout == TimeSpan.Zero) return false;
        try
        {
            // No timer takes much longer; a caller that waits so long looks again.
            await exited.WaitAsync(TimeSpan.FromMilliseconds(Deadline.After(timeout).LeftMilliseconds),
                cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
