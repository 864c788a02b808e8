using System.Diagnostics;
using Multiprocessing.Memory;
using Multiprocessing.Synchronization;

namespace Multiprocessing;

/// <summary>
/// A number of signals that are still missing: the processes of a tree wait until all have been given. Its rules are those of
/// <see cref="CountdownEvent"/>. All that wait when the last signal comes go on, even if the countdown is reset at once. A signal that a
/// process did not live to give stays missing: a waiter should look at the children too, or set a time limit. Thread-safe and process-safe.
/// (Python has none.)
/// </summary>
/// <example><code>
/// var parts = new SharedCountdown(4);
/// for (var part = 0; part &lt; 4; part++) ChildProcess.Start(part => { Compute(part); parts.Signal(); }, part);
/// parts.Wait();
/// </code></example>
[DebuggerDisplay("SharedCountdown {DebuggerText,nq}")]
public sealed class SharedCountdown : SharedSignal
{
    /// <summary>Makes a countdown.</summary>
    /// <param name="initialCount">How many signals are missing; not negative. With 0 nobody waits.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    /// <exception cref="InsufficientMemoryException">The shared memory is full.</exception>
    /// <exception cref="PlatformNotSupportedException">The system lacks what shared memory needs.</exception>
    public SharedCountdown(int initialCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(initialCount);
        Reset(initialCount);
    }

    /// <summary>The number of signals that are missing now.</summary>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public int CurrentCount => LiveGate().Count;

    private protected override BlockKind Kind => BlockKind.Countdown;

    private string DebuggerText => IsDisposed ? "disposed" : $"{CurrentCount} of {LiveGate().InitialCount} missing";

    /// <summary>Gives signals.</summary>
    /// <param name="count">How many signals; at least 1.</param>
    /// <returns>Whether they were the last ones, so that all waiters go on.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The count is less than 1.</exception>
    /// <exception cref="InvalidOperationException">Fewer signals are missing, perhaps none; none is given.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public bool Signal(int count = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var gate = LiveGate();
        while (true)
        {
            var seen = gate.Read();
            var missing = GateWord.Count(seen);
            if (missing < count)
            {
                throw new InvalidOperationException($"The shared countdown lacks {missing} signals, so {count} cannot be given.");
            }

            if (gate.TrySetCount(seen, missing - count)) return missing == count;
        }
    }

    /// <summary>Raises the number of missing signals.</summary>
    /// <param name="count">How many signals; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is less than 1.</exception>
    /// <exception cref="InvalidOperationException">No signal is missing any more, so nobody waits; or there would be more than
    /// <see cref="int.MaxValue"/>.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public void AddCount(int count = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var gate = LiveGate();
        while (true)
        {
            var seen = gate.Read();
            var missing = GateWord.Count(seen);
            if (missing == 0)
            {
                throw new InvalidOperationException("The shared countdown has had its last signal, so no more can be added; Reset " +
                    "begins anew.");
            }

            if (missing > int.MaxValue - count)
            {
                throw new InvalidOperationException($"The shared countdown lacks {missing} signals; with {count} more they would be too " +
                    "many to count.");
            }

            if (gate.TrySetCount(seen, missing + count)) return;
        }
    }

    /// <summary>Begins anew; waiters go on waiting for the new signals.</summary>
    /// <param name="count">How many signals are missing then, not negative; with 0 all waiters go on. If left out, as many as at first, or
    /// as the last reset said.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public void Reset(int? count = null)
    {
        if (count is { } given)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(given, nameof(count));
            LiveGate().InitialCount = given;
        }

        LiveGate().SetCount(LiveGate().InitialCount);
    }
}
