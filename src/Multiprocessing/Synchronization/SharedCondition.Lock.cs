using Multiprocessing.Synchronization;
using Multiprocessing.Waiting;

namespace Multiprocessing;

/// <content>The condition as its lock: entering the one is entering the other.</content>
public sealed partial class SharedCondition
{
    internal override bool IsHeldNow => LiveLock().IsHeldNow;

    internal override bool IsHeldHere => LiveLock().IsHeldHere;

    private IConditionLock ConditionLock => (IConditionLock)_lock;

    internal override bool TryTake(CancellationToken cancellationToken, out long entry) => LiveLock().TryTake(cancellationToken, out entry);

    internal override bool TryWait(long entry, Deadline deadline, CancellationToken cancellationToken, out bool wasAbandoned) =>
        LiveLock().TryWait(entry, deadline, cancellationToken, out wasAbandoned);

    internal override ValueTask<bool> TryTakeAsync(Deadline deadline, CancellationToken cancellationToken, out long entry) =>
        LiveLock().TryTakeAsync(deadline, cancellationToken, out entry);

    // A lock that was entered before the condition was disposed of can be exited after it.
    internal override void ExitLast() => _lock.ExitLast();

    internal override void Exit(long entry) => _lock.Exit(entry);

    internal override AbandonedMutexException Abandoned(long entry) => _lock.Abandoned(entry);

    private SharedLockable LiveLock()
    {
        ThrowIfDisposed();
        return _lock;
    }
}
