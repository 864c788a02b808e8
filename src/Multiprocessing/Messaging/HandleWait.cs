namespace Multiprocessing.Messaging;

/// <summary>
/// A wait handle of .NET as one of several things to wait for. Keeps the signal that this wait has taken from an automatic event or a
/// semaphore until the signal is reported.
/// </summary>
internal sealed class HandleWait(WaitHandle handle) : IWaitable
{
    // A timer counts no longer time than this.
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(20);

    private volatile bool _isSignalled;

    internal bool IsSignalled => _isSignalled;

    public async ValueTask<bool> WhenReadyAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (_isSignalled) return true;
        cancellationToken.ThrowIfCancellationRequested();
        if (handle.WaitOne(0)) return _isSignalled = true;
        if (timeout == TimeSpan.Zero) return false;
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var registration =
            ThreadPool.RegisterWaitForSingleObject(handle, (_, timedOut) => End(ended, isSignalled: !timedOut), null, Timeout.Infinite,
            executeOnlyOnce: true);
        using var gone = new ManualResetEvent(initialState: false);
        try
        {
            await ended.Task.WaitAsync(timeout > s_longest ? s_longest : timeout,
                cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            // Until the registration is gone, its callback may still take a signal.
            if (registration.Unregister(gone)) gone.WaitOne();
        }

        if (!_isSignalled) cancellationToken.ThrowIfCancellationRequested();
        return _isSignalled;
    }

    private void End(TaskCompletionSource ended, bool isSignalled)
    {
        if (isSignalled) _isSignalled = true;
        ended.TrySetResult();
    }
}
