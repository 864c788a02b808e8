using System.Diagnostics;
using Multiprocessing.Messaging;
using Multiprocessing.Waiting;

namespace Multiprocessing;

/// <content>Puts items in.</content>
public sealed partial class SharedQueue<T>
{
    /// <summary>Puts an item in, and waits while there is no room. (Python: <c>put(item)</c>.)</summary>
    /// <param name="item">The item, which may be null; copied before the method returns.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ProcessBoundaryException">The item cannot cross a process border.</exception>
    /// <exception cref="InvalidOperationException">The queue is complete.</exception>
    /// <exception cref="InsufficientMemoryException">The shared memory is full.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public void Enqueue(T item, CancellationToken cancellationToken = default) => Put(item, Deadline.Infinite, cancellationToken);

    /// <summary>
    /// Puts an item in, and waits for room for at most a given time. (Python: <c>put(item, timeout=…)</c>, and without a time
    /// <c>put_nowait(item)</c>.)
    /// </summary>
    /// <param name="item">The item, which may be null; copied before the method returns.</param>
    /// <param name="timeout">How long to wait at most; not at all by default, <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether the item was put in.</returns>
    /// <exception cref="ProcessBoundaryException">The item cannot cross a process border.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="InvalidOperationException">The queue is complete.</exception>
    /// <exception cref="InsufficientMemoryException">The shared memory is full.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public bool TryEnqueue(T item, TimeSpan timeout = default, CancellationToken cancellationToken = default) =>
        Put(item, Deadline.After(timeout), cancellationToken);

    /// <summary>As <see cref="Enqueue"/>, holding no thread while it waits.</summary>
    /// <param name="item">The item, which may be null; copied before the method returns.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Completes when the item is in the queue.</returns>
    /// <exception cref="ProcessBoundaryException">The item cannot cross a process border.</exception>
    /// <exception cref="InvalidOperationException">The queue is complete.</exception>
    /// <exception cref="InsufficientMemoryException">The shared memory is full.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public async ValueTask EnqueueAsync(T item, CancellationToken cancellationToken = default) =>
        await PutAsync(item, Deadline.Infinite, cancellationToken).ConfigureAwait(false);

    /// <summary>As <see cref="TryEnqueue"/>, holding no thread while it waits.</summary>
    /// <param name="item">The item, which may be null; copied before the method returns.</param>
    /// <param name="timeout">How long to wait at most; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether the item was put in.</returns>
    /// <exception cref="ProcessBoundaryException">The item cannot cross a process border.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="InvalidOperationException">The queue is complete.</exception>
    /// <exception cref="InsufficientMemoryException">The shared memory is full.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public ValueTask<bool> TryEnqueueAsync(T item, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        PutAsync(item, Deadline.After(timeout), cancellationToken);

    private bool Put(T item, Deadline deadline, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfDisposed();
        if (ValueEncoder<T>.TryGetMemory(ref item, out var kind, out var bytes))
        {
            return Put(new OutgoingMessage(kind, default, bytes, default), deadline, cancellationToken);
        }

        var writer = MessageWriter.Rent();
        var wasPut = false;
        try
        {
            writer.Write(item, "item");
            return wasPut =
                Put(new OutgoingMessage(kind, default, writer.Bytes.Span, writer.Holds), deadline, cancellationToken);
        }
        finally
        {
            writer.Return(wasPut);
        }
    }

    private bool Put(in OutgoingMessage message, Deadline deadline, CancellationToken cancellationToken)
    {
        if (_sender.TrySendNow(message)) return true;
        while (true)
        {
            if (!_sender.EnterSend(deadline, cancellationToken)) return false;
            try
            {
                if (TryPut_NeedsLock(message)) return true;
            }
            finally
            {
                _sender.ExitSend();
            }

            if (!_sender.AwaitRoom(_sender.RecordLength(message), deadline, cancellationToken)) return false;
        }
    }

    private async ValueTask<bool> PutAsync(T item, Deadline deadline, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfDisposed();
        var writer = MessageWriter.Rent();
        var wasPut = false;
        try
        {
            // Written at once, since the caller may change the item as soon as the method returns.
            var kind = ValueEncoder<T>.Write(writer, ref item, "item");
            var bytes = writer.Bytes;
            while (true)
            {
                if (!await _sender.EnterSendAsync(deadline, cancellationToken).ConfigureAwait(false)) return false;
                try
                {
                    wasPut = TryPut_NeedsLock(new OutgoingMessage(kind, default, bytes.Span, writer.Holds));
                    if (wasPut) return true;
                }
                finally
                {
                    _sender.ExitSend();
                }

                if (!await _sender.AwaitRoomAsync(bytes.Length, deadline, cancellationToken).ConfigureAwait(false)) return false;
            }
        }
        finally
        {
            writer.Return(wasPut);
        }
    }

    private bool TryPut_NeedsLock(in OutgoingMessage message)
    {
        Debug.Assert(_sender.IsLocked);
        if (_sender.IsOver) ThrowComplete("nothing can be put in");
        var sent = 0L;
        return _sender.HasPlace_NeedsLock() && _sender.TrySend_NeedsLock(message, ref sent);
    }
}
