using Multiprocessing.Synchronization;
using Multiprocessing.Waiting;

namespace Multiprocessing;

/// <content>Entering as an asynchronous flow, and waiting with a condition.</content>
public sealed partial class SharedRecursiveLock
{
    bool IConditionLock.IsHeldByCaller => RecursionCount != 0;

    unsafe bool IConditionLock.IsHeldByThread => new RecursiveHolder(Volatile.Read(ref LiveState()->Holder)).Owner == OwnerThread.Number;

    // Not asynchronous itself: its caller would not see the flow that it begins.
    internal override ValueTask<bool> TryTakeAsync(Deadline deadline, CancellationToken cancellationToken, out long entry)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (TryDeepen(out entry)) return new(true);
        var flow = OwnerFlow.Begin();
        entry = flow.Number;
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

    private async ValueTask<bool> TryWaitAsync(OwnerFlow flow, Deadline deadline, CancellationToken cancellationToken)
    {
        var isHeld = false;
        try
        {
            var state = LiveWord();
            var (operation, succeeded) =
                await Waiter.WaitAsync(new TakeOperation(state, _spin), deadline, cancellationToken).ConfigureAwait(false);
            isHeld = succeeded;
            return succeeded && Claim(state, operation.IsAbandoned, flow) ? throw Abandoned(flow.Number) : succeeded;
        }
        finally
        {
            if (!isHeld) flow.End();
        }
    }

    // The word is the first field of the state.
    private unsafe nint LiveWord() => (nint)(&LiveState()->Word);

    private unsafe bool Claim(nint state, bool isAbandoned, OwnerFlow flow) =>
        ClaimAfterWaiting((RecursiveLockState*)state, isAbandoned, RecursiveHolder.Once(flow.Number), flow);
}
