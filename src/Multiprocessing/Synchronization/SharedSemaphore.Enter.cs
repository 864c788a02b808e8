using Multiprocessing.Waiting;

namespace Multiprocessing;

/// <content>Permits that a process holds.</content>
public sealed partial class SharedSemaphore
{
    internal override bool IsHeldNow => CurrentCount == 0;

    internal override bool IsHeldHere
    {
        get
        {
            ThrowIfDisposed();
            var isHeld = _permits.AreHeld;
            GC.KeepAlive(this);
            return isHeld;
        }
    }

    internal override bool TryTake(CancellationToken cancellationToken, out long entry)
    {
        entry = 0;
        return TryTake(holds: true, cancellationToken);
    }

    internal override bool TryWait(long entry, Deadline deadline, CancellationToken cancellationToken, out bool wasAbandoned)
    {
        wasAbandoned = false;
        return TryTake(holds: true, deadline, cancellationToken);
    }

    internal override ValueTask<bool> TryTakeAsync(Deadline deadline, CancellationToken cancellationToken, out long entry) =>
        TryTake(cancellationToken, out entry) ? new(true) : TryTakeAsync(holds: true, deadline, cancellationToken);

    internal override void ExitLast()
    {
        ThrowIfDisposed();
        if (!_permits.TryExit()) throw NotHeld();
        GC.KeepAlive(this);
    }

    internal override void Exit(long entry) => ExitLast();

    // A process that dies with permits gives them back, and leaves nothing half done.
    internal override AbandonedMutexException Abandoned(long entry) => throw new NotSupportedException("A semaphore is never abandoned.");

    private static SynchronizationLockException NotHeld() =>
        new("This process holds no permit that was taken by Enter through this shared semaphore. What Wait has taken is given back by " +
            "Release, which also adds permits that nobody had.");
}
