using System.Diagnostics;
using Multiprocessing.Memory;
using Multiprocessing.Synchronization;
using Multiprocessing.Waiting;

namespace Multiprocessing;

/// <summary>
/// Something that has happened or not, for which the processes of a tree wait. Once set it stays so, and nobody waits, until it is reset. All who wait when it is set go on, even
/// if it is reset at once. Thread-safe and process-safe. (Python: <c>Event</c>.)
/// </summary>
/// <example><code>
/// var ready = new SharedEvent();
/// var worker = ChildProcess.Start(() => { Prepare(); ready.Set(); Work(); });
/// ready.Wait();
/// </code></example>
[DebuggerDisplay("SharedEvent {DebuggerText,nq}")]
public sealed class SharedEvent : SharedObject, IWaitable
{
    // Open when the event is set; otherwise one is missing.
    private Gate _gate = null!;

    /// <summary>Makes an event.</summary>
    /// <param name="isSet">Whether it is set at first.</param>
    /// <exception cref="InsufficientMemoryException">The shared memory is full.</exception>
    /// <exception cref="PlatformNotSupportedException">The system lacks what shared memory needs.</exception>
    public SharedEvent(bool isSet = false)
        : base(Gate.Length)
    {
        OnAdopted();
        if (!isSet) _gate.SetCount(1);
    }

    /// <summary>Whether it is set now. (Python: <c>is_set()</c>.)</summary>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public bool IsSet => LiveGate().Count == 0;

    private protected override BlockKind Kind => BlockKind.Event;

    private string DebuggerText => IsDisposed ? "disposed" : IsSet ? "set" : "not set";

    /// <summary>Sets it: all who wait go on. (Python: <c>set()</c>.)</summary>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public void Set() => LiveGate().SetCount(0);

    /// <summary>Makes it not set. (Python: <c>clear()</c>.)</summary>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public void Reset() => LiveGate().SetCount(1);

    /// <summary>Waits until it is set. (Python: <c>wait()</c>.)</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public void Wait(CancellationToken cancellationToken = default) => LiveGate(cancellationToken).Wait(Deadline.Infinite, cancellationToken);

    /// <summary>Waits a while until it is set. (Python: <c>wait(timeout)</c>.)</summary>
    /// <param name="timeout">How long at most; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether it was set.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public bool Wait(TimeSpan timeout, CancellationToken cancellationToken = default) => LiveGate(cancellationToken).Wait(Deadline.After(timeout), cancellationToken);

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
    public ValueTask<bool> WaitAsync(TimeSpan timeout, CancellationToken cancellationToken = default) => LiveGate(cancellationToken).WaitAsync(Deadline.After(timeout), cancellationToken);

    async ValueTask<bool> IWaitable.WhenReadyAsync(TimeSpan timeout, CancellationToken cancellationToken) => await WaitAsync(timeout, cancellationToken).ConfigureAwait(false);

    private protected override void OnAdopted() => _gate = new Gate(Hold);

    private protected override void OnDispose()
    {
    }

    private Gate LiveGate(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfDisposed();
        return _gate;
    }
}
