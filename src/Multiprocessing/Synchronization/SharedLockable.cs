using System.Runtime.CompilerServices;
using Multiprocessing.Memory;
using Multiprocessing.Waiting;

namespace Multiprocessing;

/// <summary>
/// The base of all that is entered and exited: a lock, either side of a reader-writer lock, a semaphore, the lock of a condition. All are
/// entered in the same ways, and all are given back when the process that has entered is killed. Thread-safe and process-safe. (Python:
/// objects with <c>acquire</c> and <c>release</c>, for <c>with</c>.)
/// </summary>
/// <example><code>
/// using (theLock.Enter()) balance.Value += amount;
/// if (theLock.TryEnter(TimeSpan.FromSeconds(1)))
/// {
///     try { balance.Value += amount; } finally { theLock.Exit(); }
/// }
/// </code></example>
public abstract class SharedLockable : SharedObject
{
    private protected SharedLockable(long length)
        : base(length)
    {
    }

    private protected SharedLockable(Hold hold)
        : base(hold)
    {
    }

    /// <summary>
    /// Whether the object is held now, by whatever process: a lock by anybody, a semaphore so often that no permit is free. (Python:
    /// <c>locked()</c>.)
    /// </summary>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public bool IsHeld => IsHeldNow;

    /// <summary>Whether this process holds the object now; of a semaphore, a permit that was taken through this object.</summary>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public bool IsHeldByCurrentProcess => IsHeldHere;

    internal abstract bool IsHeldNow { get; }

    internal abstract bool IsHeldHere { get; }

    /// <summary>Waits until the object can be entered, and enters. (Python: <c>acquire()</c>, <c>with theLock:</c>.)</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A scope that exits when it is disposed of: <c>using (theLock.Enter()) …</c>.</returns>
    /// <exception cref="AbandonedMutexException">The process that held the lock died, so what it protects may be half done. One caller is
    /// told; it does not hold the lock, so that nobody waits for a caller that does not expect this. To repair the data first, use
    /// <see cref="Enter(out bool, CancellationToken)"/>. A semaphore, and a reader that died, do not abandon anything.</exception>
    /// <exception cref="LockRecursionException">A recursive lock was entered 65535 times.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LockScope Enter(CancellationToken cancellationToken = default)
    {
        // Inlined, so that the type of the lock is known: a free one is taken without a virtual call.
        if (!TryTake(cancellationToken, out var entry)) Wait(entry, cancellationToken);
        return new LockScope(this, entry);
    }

    /// <summary>Waits until the object can be entered, and enters, even if the last holder died.</summary>
    /// <param name="wasAbandoned">Whether the process that held the lock died, so that what it protects may be half done and is to be
    /// repaired now. One caller is told.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A scope that exits when it is disposed of.</returns>
    /// <exception cref="LockRecursionException">A recursive lock was entered 65535 times.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public LockScope Enter(out bool wasAbandoned, CancellationToken cancellationToken = default)
    {
        wasAbandoned = false;
        if (!TryTake(cancellationToken, out var entry)) TryWait(entry, Deadline.Infinite, cancellationToken, out wasAbandoned);
        return new LockScope(this, entry);
    }

    /// <summary>
    /// Enters, waiting for a given time at most. (Python: <c>acquire(timeout=…)</c>, and without a time <c>acquire(block=False)</c>.)
    /// </summary>
    /// <param name="timeout">The longest wait; not at all if left out, <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether the caller has entered; if so, <see cref="Exit()"/> is to follow.</returns>
    /// <exception cref="AbandonedMutexException">As for <see cref="Enter(CancellationToken)"/>.</exception>
    /// <exception cref="LockRecursionException">A recursive lock was entered 65535 times.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public bool TryEnter(TimeSpan timeout = default, CancellationToken cancellationToken = default)
    {
        var deadline = Deadline.After(timeout);
        if (TryTake(cancellationToken, out var entry)) return true;
        var succeeded = TryWait(entry, deadline, cancellationToken, out var wasAbandoned);
        return wasAbandoned ? throw Abandoned(entry) : succeeded;
    }

    /// <summary>
    /// Enters as <see cref="Enter(CancellationToken)"/>, without blocking a thread. A recursive lock then belongs to the asynchronous flow
    /// of the method that calls this; so call it where the lock is used, not in a method that returns before.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A scope that exits when it is disposed of.</returns>
    /// <exception cref="AbandonedMutexException">As for <see cref="Enter(CancellationToken)"/>.</exception>
    /// <exception cref="LockRecursionException">A recursive lock was entered 65535 times.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public ValueTask<LockScope> EnterAsync(CancellationToken cancellationToken = default)
    {
        // This method must not be asynchronous: its caller would not see the flow that a recursive lock begins.
        var entering = TryTakeAsync(Deadline.Infinite, cancellationToken, out var entry);
        return entering.IsCompletedSuccessfully ? new(new LockScope(this, entry)) : ScopeAsync(entering, entry);
    }

    /// <summary>
    /// Enters as <see cref="TryEnter"/>, without blocking a thread, and for a recursive lock as <see cref="EnterAsync"/>.
    /// </summary>
    /// <param name="timeout">The longest wait; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether the caller has entered; if so, <see cref="Exit()"/> is to follow.</returns>
    /// <exception cref="AbandonedMutexException">As for <see cref="Enter(CancellationToken)"/>.</exception>
    /// <exception cref="LockRecursionException">A recursive lock was entered 65535 times.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public ValueTask<bool> TryEnterAsync(TimeSpan timeout, CancellationToken cancellationToken = default) =>
        TryTakeAsync(Deadline.After(timeout), cancellationToken, out _);

    /// <summary>
    /// Exits once what this process has entered. (Python: <c>release()</c>.) Any thread of the process may exit, except for a recursive
    /// lock, which belongs to a thread or an asynchronous flow. Reads and permits are given back through the object that they were taken
    /// through. A plain lock may be exited after the object was disposed of.
    /// </summary>
    /// <exception cref="SynchronizationLockException">The caller does not hold the object.</exception>
    /// <exception cref="ObjectDisposedException">The caller does not hold the object, which was disposed of.</exception>
    public void Exit() => ExitLast();

    /// <summary>Enters if that needs no wait.</summary>
    /// <param name="cancellationToken">Checked first.</param>
    /// <param name="entry">How the object was entered, or will be after a wait.</param>
    internal abstract bool TryTake(CancellationToken cancellationToken, out long entry);

    /// <summary>Waits and enters, even if the last holder died.</summary>
    internal abstract bool TryWait(long entry, Deadline deadline, CancellationToken cancellationToken, out bool wasAbandoned);

    /// <summary>Enters, without waiting if possible; an abandoned lock is exited again, and the exception thrown.</summary>
    internal abstract ValueTask<bool> TryTakeAsync(Deadline deadline, CancellationToken cancellationToken, out long entry);

    /// <summary>Exits what the caller entered last.</summary>
    internal abstract void ExitLast();

    /// <summary>Exits what was entered in this way.</summary>
    internal abstract void Exit(long entry);

    /// <summary>Exits a lock that was abandoned, for a caller that does not expect that.</summary>
    /// <returns>The exception that tells the caller.</returns>
    internal abstract AbandonedMutexException Abandoned(long entry);

    private void Wait(long entry, CancellationToken cancellationToken)
    {
        TryWait(entry, Deadline.Infinite, cancellationToken, out var wasAbandoned);
        if (wasAbandoned) throw Abandoned(entry);
    }

    private async ValueTask<LockScope> ScopeAsync(ValueTask<bool> entering, long entry)
    {
        await entering.ConfigureAwait(false);
        return new LockScope(this, entry);
    }
}
