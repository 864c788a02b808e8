using Multiprocessing.Memory;
using Multiprocessing.Synchronization;
using Multiprocessing.Waiting;

namespace Multiprocessing;

/// <summary>
/// What processes wait for until it is set: an event, a countdown. All who wait when it is set go on, even if it is reset at once.
/// <see cref="Connection.WaitAny"/> waits for several. Thread-safe and process-safe.
/// </summary>
public abstract class SharedSignal : SharedObject, IWaitable
{
    // Open when the signal is set.
    private Gate _gate = null!;

    private protected SharedSignal()
        : base(Gate.Length) => OnAdopted();

    /// <summary>Whether it is set now. (Python: <c>is_set()</c>.)</summary>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public bool IsSet => LiveGate().Count == 0;

    /// <summary>Waits until it is set. (Python: <c>wait()</c>.)</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public void Wait(CancellationToken cancellationToken = default) =>
        LiveGate(cancellationToken).Wait(Deadline.Infinite, cancellationToken);

    /// <summary>Waits a while until it is set. (Python: <c>wait(timeout)</c>.)</summary>
    /// <param name="timeout">How long at most; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether it was set.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public bool Wait(TimeSpan timeout, CancellationToken cancellationToken = default) =>
        LiveGate(cancellationToken).Wait(Deadline.After(timeout), cancellationToken);

    /// <summary>As <see cref="Wait(CancellationToken)"/>, holding no thread while it waits.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Completes when it was set.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public ValueTask WaitAsync(CancellationToken cancellationToken = default) => LiveGate(cancellationToken).WaitAsync(cancellationToken);

    /// <summary>As <see cref="Wait(TimeSpan, CancellationToken)"/>, holding no thread while it waits.</summary>
    /// <param name="timeout">How long at most; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether it was set.</returns>
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
