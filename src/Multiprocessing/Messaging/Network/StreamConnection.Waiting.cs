using System.Net.Sockets;
using Multiprocessing.Waiting;

namespace Multiprocessing.Messaging;

/// <content>
/// Waits for messages. The part of a message that has arrived is kept by <see cref="MessageAssembler"/>, and a read that has begun
/// continues when its caller has left (<see cref="_pending"/>), so a caller may stop waiting at any time, and nothing is lost.
/// </content>
internal sealed partial class StreamConnection
{
    // A wait without end, in a number that every timer can count.
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(20);

    // The kernel counts microseconds in 31 bits.
    private static readonly TimeSpan s_longestPoll = TimeSpan.FromMinutes(30);

    // When the time is over, the bytes that the kernel already has are still read, in this many reads; a longer message that is still
    // arriving is not waited for.
    private const int LastReads = 4;

    // A read into the assembler's memory, whose bytes are not added yet.
    private Task<int>? _pending;
    private Exception? _failure;

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
                if (_pending is not null)
                {
                    if (!AwaitAsync(deadline, CancellationToken.None).AsTask().GetAwaiter().GetResult()) return false;
                }
                else if (PollSocket(deadline)) Read();
                else return false;
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

    private void Await()
    {
        while (!IsReady()) Read();
        CheckMessage();
    }

    /// <summary>Waits until a receive would not have to wait.</summary>
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
                // The result of the read is used below; here it matters only whether the read has ended.
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
        // Closing this end ends the read too, and is no failure.
        if (!IsClosed)
        {
            _failure = new IOException($"The connection failed{(_incoming.IsWithin ? " in the middle of a message" : "")}: " +
                $"{exception.Message}", exception);
        }
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

    // True for a closed socket too: reading from it then tells what has happened.
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
