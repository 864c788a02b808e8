using System.Diagnostics;
using Multiprocessing.Memory;
using Multiprocessing.Synchronization;
using Multiprocessing.Waiting;

namespace Multiprocessing;

/// <summary>
/// A number of signals that are still missing: the processes of a tree wait until all have been given. Its rules are those of <see cref="CountdownEvent"/>. All who wait when the last signal comes
/// go on, even if it is reset at once. A signal that a process did not live to give stays missing: whoever waits should look at the children too, or set a time limit.
/// Thread-safe and process-safe. (Python has none.)
/// </summary>
/// <example><code>
/// var parts = new SharedCountdown(4);
/// for (var part = 0; part &lt; 4; part++) ChildProcess.Start(part => { Compute(part); parts.Signal(); }, part);
/// parts.Wait();
/// </code></example>
[DebuggerDisplay("SharedCountdown {DebuggerText,nq}")]
public sealed class SharedCountdown : SharedObject
{
    private Gate _gate = null!;

    /// <summary>Makes a countdown.</summary>
    /// <param name="initialCount">How many signals are missing; not negative. With 0 nobody waits.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    /// <exception cref="InsufficientMemoryException">The shared memory is full.</exception>
    /// <exception cref="PlatformNotSupportedException">The system lacks what shared memory needs.</exception>
    public SharedCountdown(int initialCount)
        : base(Length(initialCount))
    {
        OnAdopted();
        Reset(initialCount);
    }

    /// <summary>How many signals are missing now.</summary>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public int CurrentCount => LiveGate().Count;

    /// <summary>How many were missing at first, or at the last reset to a number.</summary>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public int InitialCount => LiveGate().InitialCount;

    /// <summary>Whether none is missing.</summary>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public bool IsSet => CurrentCount == 0;

    private protected override BlockKind Kind => BlockKind.Countdown;

    private string DebuggerText => IsDisposed ? "disposed" : $"{CurrentCount} of {InitialCount} missing";

    /// <summary>Gives signals.</summary>
    /// <param name="count">How many; at least 1.</param>
    /// <returns>Whether they were the last ones, so that all who wait go on.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The count is less than 1.</exception>
    /// <exception cref="InvalidOperationException">Fewer are missing, perhaps none; none is given.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public bool Signal(int count = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var gate = LiveGate();
        while (true)
        {
            var seen = gate.Read();
            var missing = GateWord.Count(seen);
            if (missing < count) throw new InvalidOperationException($"The shared countdown lacks {missing} signals, so {count} cannot be given.");
            if (gate.TrySetCount(seen, missing - count)) return missing == count;
        }
    }

    /// <summary>Makes more signals missing.</summary>
    /// <param name="count">How many; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is less than 1.</exception>
    /// <exception cref="InvalidOperationException">None is missing any more, so nobody waits; or there would be more than <see cref="int.MaxValue"/>.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public void AddCount(int count = 1)
    {
        if (!TryAddCount(count)) throw new InvalidOperationException("The shared countdown has had its last signal, so no more can be added; Reset begins anew.");
    }

    /// <summary>Makes more signals missing, unless none is missing any more.</summary>
    /// <param name="count">How many; at least 1.</param>
    /// <returns>Whether they were added.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The count is less than 1.</exception>
    /// <exception cref="InvalidOperationException">There would be more than <see cref="int.MaxValue"/>.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public bool TryAddCount(int count = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var gate = LiveGate();
        while (true)
        {
            var seen = gate.Read();
            var missing = GateWord.Count(seen);
            if (missing == 0) return false;
            if (missing > int.MaxValue - count) throw new InvalidOperationException($"The shared countdown lacks {missing} signals; with {count} more they would be too many to count.");
            if (gate.TrySetCount(seen, missing + count)) return true;
        }
    }

    /// <summary>Begins anew; who waits goes on waiting for the new signals.</summary>
    /// <param name="count">How many are missing then, not negative; with 0 all who wait go on. As many as <see cref="InitialCount"/> where it is left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public void Reset(int? count = null)
    {
        if (count is { } given)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(given, nameof(count));
            LiveGate().InitialCount = given;
        }

        LiveGate().SetCount(_gate.InitialCount);
    }

    /// <summary>Waits until no signal is missing.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public void Wait(CancellationToken cancellationToken = default) => LiveGate(cancellationToken).Wait(Deadline.Infinite, cancellationToken);

    /// <summary>Waits a while until no signal is missing.</summary>
    /// <param name="timeout">How long at most; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether the last one came.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public bool Wait(TimeSpan timeout, CancellationToken cancellationToken = default) => LiveGate(cancellationToken).Wait(Deadline.After(timeout), cancellationToken);

    /// <summary>As <see cref="Wait(CancellationToken)"/>, holding no thread while it waits.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Completes when no signal is missing.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public ValueTask WaitAsync(CancellationToken cancellationToken = default) => LiveGate(cancellationToken).WaitAsync(cancellationToken);

    /// <summary>As <see cref="Wait(TimeSpan, CancellationToken)"/>, holding no thread while it waits.</summary>
    /// <param name="timeout">How long at most; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether the last signal came.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public ValueTask<bool> WaitAsync(TimeSpan timeout, CancellationToken cancellationToken = default) => LiveGate(cancellationToken).WaitAsync(Deadline.After(timeout), cancellationToken);

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

    private static int Length(int initialCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(initialCount);
        return Gate.Length;
    }
}
