using Multiprocessing.Synchronization;
using Multiprocessing.Waiting;

namespace Multiprocessing;

/// <summary>
/// A signal for which processes wait until it is set: an event, a countdown. All that wait when it is set go on, even if it is reset at
/// once. <see cref="Connection.WaitAny"/> waits for several. Thread-safe and process-safe.
/// </summary>
public abstract class SharedSignal : SharedObject, IWaitable
{
    // The gate is open when the signal is set.
    private Gate _gate = null!;

    private protected SharedSignal()
        : base(Gate.Length) => OnAdopted();

    /// <summary>Whether the signal is set now. (Python: <c>is_set()</c>.)</summary>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public bool IsSet => LiveGate().Count == 0;

    /// <summary>Waits until the signal is set. (Python: <c>wait()</c>.)</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public void Wait(CancellationToken cancellationToken = default) =>
        LiveGate(cancellationToken).Wait(Deadline.Infinite, cancellationToken);

    /// <summary>Waits until the signal is set, for a given time at most. (Python: <c>wait(timeout)</c>.)</summary>
    /// <param name="timeout">The longest wait; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether the signal was set.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public bool Wait(TimeSpan timeout, CancellationToken cancellationToken = default) =>
        LiveGate(cancellationToken).Wait(Deadline.After(timeout), cancellationToken);

    /// <summary>Waits as <see cref="Wait(CancellationToken)"/>, without blocking a thread.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that completes when the signal was set.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public ValueTask WaitAsync(CancellationToken cancellationToken = default) => LiveGate(cancellationToken).WaitAsync(cancellationToken);

    /// <summary>Waits as <see cref="Wait(TimeSpan, CancellationToken)"/>, without blocking a thread.</summary>
    /// <param name="timeout">The longest wait; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether the signal was set.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public ValueTask<bool> WaitAsync(TimeSpan timeout, CancellationToken cancellationToken = default) =>
        LiveGate(cancellationToken).WaitAsync(Deadline.After(timeout), cancellationToken);

    async ValueTask<bool> IWaitable.WhenReadyAsync(TimeSpan timeout, CancellationToken cancellationToken) =>
        await WaitAsync(timeout, cancellationToken).ConfigureAwait(false);

    private protected override void OnAdopted() => _gate = new Gate(Hold);

    private protected override void OnDispose()
    {
    }

    private protected Gate LiveGate(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfDisposed();
        return _gate;
    }
}
