using System.Net.Sockets;
using Multiprocessing.Waiting;

namespace Multiprocessing.Messaging;

/// <content>
/// Receiving. What has come of a message is kept by <see cref="MessageAssembler"/>, and a read that has begun goes on when its caller has left (<see cref="_pending"/>), so whoever
/// waits may stop waiting at any time, and nothing is lost.
/// </content>
internal sealed partial class StreamConnection
{
    // Longer than anybody waits, and short enough for all kinds of clocks.
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(20);

    // The kernel counts microseconds in 31 bits.
    private static readonly TimeSpan s_longestPoll = TimeSpan.FromMinutes(30);

    // When the time is over, what the kernel has is still looked at, which is no more than this; a message that goes on coming is not followed to its end.
    private const int LastReads = 4;

    // A read to where the assembler has room, whose bytes are not added yet.
    private Task<int>? _pending;
    private Exception? _failure;

    public override byte[] ReceiveBytes(CancellationToken cancellationToken = default)
    {
        CheckStartOfReceive(cancellationToken);
        if (cancellationToken.CanBeCanceled) return ReceiveBytesAsync(cancellationToken).AsTask().GetAwaiter().GetResult();
        _receiving.Wait(CancellationToken.None);
        try
        {
            Await();
            return _incoming.Take();
        }
        finally
        {
            _receiving.Release();
        }
    }

    public override async ValueTask<byte[]> ReceiveBytesAsync(CancellationToken cancellationToken = default)
    {
        CheckStartOfReceive(cancellationToken);
        await _receiving.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await AwaitAsync(Deadline.Infinite, cancellationToken).ConfigureAwait(false);
            CheckMessage();
            return _incoming.Take();
        }
        finally
        {
            _receiving.Release();
        }
    }

    public override int ReceiveBytesInto(Span<byte> destination, CancellationToken cancellationToken = default)
    {
        CheckStartOfReceive(cancellationToken);
        _receiving.Wait(cancellationToken);
        try
        {
            if (cancellationToken.CanBeCanceled)
            {
                AwaitAsync(Deadline.Infinite, cancellationToken).AsTask().GetAwaiter().GetResult();
                CheckMessage();
            }
            else
            {
                Await();
            }

            return TakeInto(destination);
        }
        finally
        {
            _receiving.Release();
        }
    }

    public override async ValueTask<int> ReceiveBytesIntoAsync(Memory<byte> destination, CancellationToken cancellationToken = default)
    {
        CheckStartOfReceive(cancellationToken);
        await _receiving.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await AwaitAsync(Deadline.Infinite, cancellationToken).ConfigureAwait(false);
            CheckMessage();
            return TakeInto(destination.Span);
        }
        finally
        {
            _receiving.Release();
        }
    }

    private protected override T ReceiveValue<T>(CancellationToken cancellationToken) => NetworkValues.Read<T>(ReceiveBytes(cancellationToken), _types, _limit);

    private protected override async ValueTask<T> ReceiveValueAsync<T>(CancellationToken cancellationToken) =>
        NetworkValues.Read<T>(await ReceiveBytesAsync(cancellationToken).ConfigureAwait(false), _types, _limit);

    public override bool Poll(TimeSpan timeout = default, CancellationToken cancellationToken = default)
    {
        var deadline = Deadline.After(timeout);
        CheckStartOfReceive(cancellationToken);
        if (cancellationToken.CanBeCanceled || !_isPlain) return PollAsync(timeout, cancellationToken).AsTask().GetAwaiter().GetResult();
        if (!_receiving.Wait(Left(deadline), CancellationToken.None)) return false;
        try
        {
            for (var lastReads = LastReads; !IsReady();)
            {
                if (deadline.IsOver && lastReads-- == 0) return false;
                if (_pending is not null) return AwaitAsync(deadline, CancellationToken.None).AsTask().GetAwaiter().GetResult();
                if (!PollSocket(deadline)) return false;
                Read();
            }

            CheckStartOfReceive(CancellationToken.None);
            return true;
        }
        finally
        {
            _receiving.Release();
        }
    }

    public override async ValueTask<bool> PollAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        var deadline = Deadline.After(timeout);
        CheckStartOfReceive(cancellationToken);
        if (!await _receiving.WaitAsync(Left(deadline), cancellationToken).ConfigureAwait(false)) return false;
        try
        {
            if (!await AwaitAsync(deadline, cancellationToken).ConfigureAwait(false)) return false;
            CheckStartOfReceive(CancellationToken.None);
            return true;
        }
        finally
        {
            _receiving.Release();
        }
    }

    // A failure of the receiving side is told to everybody who receives, though it has closed this end.
    private void CheckStartOfReceive(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_failure is null) CheckOpen();
    }

    private void Await()
    {
        while (!IsReady()) Read();
        CheckMessage();
    }

    /// <summary>Waits until a receiver would not have to.</summary>
    /// <returns>False when the time is over.</returns>
    private async ValueTask<bool> AwaitAsync(Deadline deadline, CancellationToken cancellationToken)
    {
        for (var lastReads = LastReads; !IsReady();)
        {
            if (deadline.IsOver && lastReads-- == 0) return false;
            cancellationToken.ThrowIfCancellationRequested();
            if (_pending is null && _isPlain && deadline.IsOver && !IsReadable(TimeSpan.Zero)) return false;
            var pending = _pending ??= BeginRead();
            if (!pending.IsCompleted)
            {
                var left = Left(deadline);
                if (left == TimeSpan.Zero) return false;
                // What became of the read is asked below; here it matters only whether it has ended.
                await ((Task)pending).WaitAsync(left, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (!pending.IsCompleted) continue;
            }

            Complete(pending);
        }

        return true;
    }

    private bool IsReady()
    {
        try
        {
            return _incoming.IsComplete() || _incoming.HasEnded || _failure is not null || IsClosed;
        }
        catch (InvalidDataException exception)
        {
            _failure = exception;
            CloseBecause(exception.Message);
            return true;
        }
    }

    private void CheckMessage()
    {
        switch (_failure)
        {
            case InvalidDataException failure:
                throw new InvalidDataException(failure.Message, failure);
            case not null when !_incoming.IsComplete():
                throw new IOException(_failure.Message, _failure);
        }

        if (_incoming.IsComplete()) return;
        CheckOpen();
        throw _incoming.IsWithin
            ? new IOException("The connection ended in the middle of a message: the process at the other end was killed, or closed it.")
            : new EndOfStreamException("The other end of the connection is closed, and everything that it sent has been received.");
    }

    private int TakeInto(Span<byte> destination)
    {
        var length = _incoming.Length;
        if (length > destination.Length) throw new ArgumentException($"The message has {length:N0} bytes, for which the destination of {destination.Length:N0} has no room; it can still be received.", nameof(destination));
        _incoming.TakeInto(destination);
        return length;
    }

    private void Read()
    {
        if (_pending is not null)
        {
            Task.WaitAny(_pending);
            Complete(_pending);
            return;
        }

        try
        {
            _incoming.Add(_stream.Read(_incoming.Room().Span));
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
        {
            Fail(exception);
        }
    }

    private Task<int> BeginRead()
    {
        try
        {
            return _stream.ReadAsync(_incoming.Room(), CancellationToken.None).AsTask();
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
        {
            return Task.FromException<int>(exception);
        }
    }

    private void Complete(Task<int> read)
    {
        _pending = null;
        if (read.IsCompletedSuccessfully) _incoming.Add(read.Result);
        else Fail(read.Exception?.InnerException ?? new OperationCanceledException());
    }

    private void Fail(Exception exception)
    {
        // Whoever closes this end ends the reading so, and that is no failure.
        if (!IsClosed) _failure = new IOException($"The connection failed{(_incoming.IsWithin ? " in the middle of a message" : "")}: {exception.Message}", exception);
    }

    private bool PollSocket(Deadline deadline)
    {
        do
        {
            var left = Left(deadline);
            if (IsReadable(left >= TimeSpan.Zero && left < s_longestPoll ? left : s_longestPoll)) return true;
        }
        while (!deadline.IsOver);
        return false;
    }

    // What is closed is readable: reading tells.
    private bool IsReadable(TimeSpan timeout)
    {
        try
        {
            return _socket.Poll(timeout, SelectMode.SelectRead);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return true;
        }
    }

    private static TimeSpan Left(Deadline deadline) => deadline.Left is var left && left < s_longest ? left : s_longest;
}
