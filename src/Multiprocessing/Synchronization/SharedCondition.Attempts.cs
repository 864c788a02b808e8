using System.Runtime.ExceptionServices;
using Multiprocessing.Memory;
using Multiprocessing.Synchronization;
using Multiprocessing.Waiting;

namespace Multiprocessing;

/// <content>
/// The course of one wait: join the queue, release the lock, wait to be notified or leave the queue, take the lock, and only then use the
/// notification up, so that it goes to the next waiter if this process is killed on the way.
/// </content>
public sealed partial class SharedCondition
{
    private const int MaxIdle = 32;

    // Waiters that are not in the queue, to be used again.
    private Stack<Hold> _idle = new();

    // The exception is thrown when the caller has its lock back.
    private unsafe bool TryWait(Deadline deadline, bool isPrepared, out bool wasAbandoned, CancellationToken cancellationToken)
    {
        var attempt = Begin(cancellationToken);
        var isNotified = false;
        ExceptionDispatchInfo? failure = null;
        try
        {
            var notice = new NoticeOperation(Queue, WaiterHold.Of(attempt.Waiter.Record), _spin);
            isNotified = Waiter.Wait(ref notice, deadline, cancellationToken) || !Queue.TryLeave(WaiterHold.Of(attempt.Waiter.Record));
        }
        catch (Exception exception)
        {
            failure = Withdraw(attempt, exception);
        }

        var taking = new TakeOperation(attempt.Holding.Word, _lockSpin);
        Waiter.Wait(ref taking, Deadline.Infinite, CancellationToken.None);
        wasAbandoned = ConditionLock.Resume(attempt.Holding, taking.IsAbandoned);
        End(attempt, isNotified, failure, wasAbandoned, isPrepared);
        return isNotified;
    }

    // The exception is thrown when the caller has its lock back.
    private async ValueTask<bool> TryWaitAsync(Deadline deadline, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfHeldByThread();
        var attempt = Begin(cancellationToken);
        var isNotified = false;
        ExceptionDispatchInfo? failure = null;
        try
        {
            var (_, succeeded) = await Waiter.WaitAsync(NoticeFor(attempt), deadline, cancellationToken).ConfigureAwait(false);
            isNotified = succeeded || !TryLeave(attempt);
        }
        catch (Exception exception)
        {
            failure = Withdraw(attempt, exception);
        }

        var (taking, _) =
            await Waiter.WaitAsync(new TakeOperation(attempt.Holding.Word, _lockSpin), Deadline.Infinite,
            CancellationToken.None).ConfigureAwait(false);
        End(attempt, isNotified, failure, ConditionLock.Resume(attempt.Holding, taking.IsAbandoned), isPrepared: false);
        return isNotified;
    }

    private unsafe Attempt Begin(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfNotHeld();
        Hold? waiter;
        lock (_idle) _idle.TryPop(out waiter);
        waiter ??= Hold.Again();
        Queue.Join(WaiterHold.Of(waiter.Record));
        try
        {
            return new Attempt(waiter, ConditionLock.Suspend());
        }
        catch
        {
            Queue.Leave(WaiterHold.Of(waiter.Record), passesOn: true);
            Keep(waiter);
            throw;
        }
    }

    // Without this check the wait would work until it goes on on another thread, and then fail.
    private void ThrowIfHeldByThread()
    {
        ThrowIfNotHeld();
        if (ConditionLock.IsHeldByThread)
        {
            throw new SynchronizationLockException("The lock of the shared condition was entered by Enter, so it belongs to this " +
                "thread, and what waits asynchronously goes on wherever it likes: enter it by await EnterAsync(), or wait by Wait or " +
                "WaitFor.");
        }
    }

    private unsafe NoticeOperation NoticeFor(Attempt attempt) => new(Queue, WaiterHold.Of(attempt.Waiter.Record), _spin);

    private unsafe bool TryLeave(Attempt attempt) => Queue.TryLeave(WaiterHold.Of(attempt.Waiter.Record));

    private unsafe ExceptionDispatchInfo Withdraw(Attempt attempt, Exception exception)
    {
        Queue.Leave(WaiterHold.Of(attempt.Waiter.Record), passesOn: true);
        return ExceptionDispatchInfo.Capture(exception);
    }

    // The lock is held again. An exception that tells of a dead holder takes precedence over a cancellation: no other caller would learn of
    // the death.
    private unsafe void End(Attempt attempt, bool isNotified, ExceptionDispatchInfo? failure, bool wasAbandoned, bool isPrepared)
    {
        var tells = wasAbandoned && (failure is not null || !isPrepared);
        if (isNotified) Queue.Leave(WaiterHold.Of(attempt.Waiter.Record), passesOn: tells);
        Keep(attempt.Waiter);
        if (tells)
        {
            throw new AbandonedMutexException("A process died while it held the lock of a shared condition: what the lock protects may " +
                "be half done. The caller holds the lock; Wait(out wasAbandoned) tells without an exception.");
        }

        failure?.Throw();
    }

    private void Keep(Hold waiter)
    {
        lock (_idle)
        {
            if (_idle.Count < MaxIdle)
            {
                _idle.Push(waiter);
                return;
            }
        }

        waiter.Dispose();
    }

    private void ThrowIfNotHeld()
    {
        ThrowIfDisposed();
        if (!ConditionLock.IsHeldByCaller)
        {
            throw new SynchronizationLockException("The caller does not hold the lock of the shared condition: enter it before waiting " +
                "or notifying.");
        }
    }

    private readonly record struct Attempt(Hold Waiter, LockHolding Holding);
}
