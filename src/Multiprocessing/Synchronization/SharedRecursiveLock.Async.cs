using Multiprocessing.Synchronization;
using Multiprocessing.Waiting;

namespace Multiprocessing;

/// <content>Entering as an asynchronous flow, and waiting with a condition.</content>
public sealed partial class SharedRecursiveLock
{
    bool IConditionLock.IsHeldByCaller => RecursionCount != 0;

    unsafe bool IConditionLock.IsHeldByThread => new RecursiveHolder(Volatile.Read(ref LiveState()->Holder)).Owner == OwnerThread.Number;

    /// <summary>
    /// As <see cref="Enter(CancellationToken)"/>, holding no thread while it waits. The lock belongs to the asynchronous flow of the method that calls this; so call it
    /// where the lock is used, not in a method that returns before.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Exits the lock once when it is disposed of.</returns>
    /// <exception cref="AbandonedMutexException">As for <see cref="Enter(CancellationToken)"/>.</exception>
    /// <exception cref="LockRecursionException">The lock was entered 65535 times.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public ValueTask<LockScope> EnterAsync(CancellationToken cancellationToken = default)
    {
        // This method must not be asynchronous: its caller would not see the flow that it begins.
        cancellationToken.ThrowIfCancellationRequested();
        if (TryDeepen(out var owner)) return new(new LockScope(this, owner));
        var flow = OwnerFlow.Begin();
        return TryTake(flow.Number, flow) ? new(new LockScope(this, flow.Number)) : WaitForScopeAsync(flow, cancellationToken);
    }

    /// <summary>As <see cref="TryEnter(TimeSpan, CancellationToken)"/>, holding no thread while it waits, for the asynchronous flow of the method that calls this.</summary>
    /// <param name="timeout">How long at most; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether the caller holds it now; then <see cref="Exit()"/> is to follow.</returns>
    /// <exception cref="AbandonedMutexException">As for <see cref="Enter(CancellationToken)"/>.</exception>
    /// <exception cref="LockRecursionException">The lock was entered 65535 times.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public ValueTask<bool> TryEnterAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        var deadline = Deadline.After(timeout);
        cancellationToken.ThrowIfCancellationRequested();
        if (TryDeepen(out _)) return new(true);
        var flow = OwnerFlow.Begin();
        return TryTake(flow.Number, flow) ? new(true) : TryWaitAsync(flow, deadline, cancellationToken);
    }

    unsafe LockHolding IConditionLock.Suspend()
    {
        var state = LiveState();
        var holder = new RecursiveHolder(Volatile.Read(ref state->Holder));
        if (!IsCaller(holder)) ThrowNotHeld();
        var flow = _flow;
        // Tasks of the same flow may enter and exit meanwhile.
        holder = new(Interlocked.Exchange(ref state->Holder, 0));
        OwnerWord.TryRelease(&state->Word);
        return new((nint)state, holder, flow);
    }

    unsafe bool IConditionLock.Resume(in LockHolding holding, bool isAbandoned) =>
        ClaimAfterWaiting((RecursiveLockState*)holding.Word, isAbandoned, holding.Holder, holding.Flow);

    private async ValueTask<LockScope> WaitForScopeAsync(OwnerFlow flow, CancellationToken cancellationToken)
    {
        await TryWaitAsync(flow, Deadline.Infinite, cancellationToken).ConfigureAwait(false);
        return new LockScope(this, flow.Number);
    }

    private async ValueTask<bool> TryWaitAsync(OwnerFlow flow, Deadline deadline, CancellationToken cancellationToken)
    {
        var isHeld = false;
        try
        {
            var state = LiveWord();
            var (operation, succeeded) = await Waiter.WaitAsync(new TakeOperation(state, _spin), deadline, cancellationToken).ConfigureAwait(false);
            isHeld = succeeded;
            return succeeded && Claim(state, operation.IsAbandoned, flow) ? throw Abandoned(flow.Number) : succeeded;
        }
        finally
        {
            if (!isHeld) flow.End();
        }
    }

    // The word comes first in the state.
    private unsafe nint LiveWord() => (nint)(&LiveState()->Word);

    private unsafe bool Claim(nint state, bool isAbandoned, OwnerFlow flow) =>
        ClaimAfterWaiting((RecursiveLockState*)state, isAbandoned, RecursiveHolder.Once(flow.Number), flow);
}
