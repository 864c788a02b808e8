using Multiprocessing.Synchronization;
using Multiprocessing.Waiting;

namespace Multiprocessing;

/// <content>The holder of the lock: the word names the process, and the state names the thread or flow within it.</content>
public sealed partial class SharedRecursiveLock
{
    // The flow that holds the lock by this object.
    private OwnerFlow? _flow;

    private static bool IsCaller(RecursiveHolder holder) =>
        holder.Owner != 0 && (holder.Owner == OwnerThread.Number || OwnerFlow.IsWithin(holder.Owner));

    internal override bool TryTake(CancellationToken cancellationToken, out long entry)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return TryDeepen(out entry) || TryTake(entry = OwnerThread.Number, flow: null);
    }

    // Owner and depth change in one word, so tasks of one flow may enter and exit at once, and a release by a faster one is noticed.
    private unsafe bool TryDeepen(out long owner)
    {
        ref var place = ref State->Holder;
        while (true)
        {
            var seen = new RecursiveHolder(Volatile.Read(ref place));
            owner = seen.Owner;
            if (!IsCaller(seen)) return false;
            if (Interlocked.CompareExchange(ref place, seen.Deeper().Bits, seen.Bits) == seen.Bits) return true;
        }
    }

    private unsafe bool TryTake(long owner, OwnerFlow? flow)
    {
        var state = State;
        if (!OwnerWord.TryTake(&state->Word)) return false;
        Claim(state, RecursiveHolder.Once(owner), flow);
        GC.KeepAlive(this);
        return true;
    }

    private unsafe void Claim(RecursiveLockState* state, RecursiveHolder holder, OwnerFlow? flow)
    {
        if (_flow != flow) _flow = flow;
        Volatile.Write(ref state->Holder, holder.Bits);
    }

    // A process that died before it had written its owner here, or after it had removed it, had not begun or was done.
    private unsafe bool ClaimAfterWaiting(RecursiveLockState* state, bool isAbandoned, RecursiveHolder holder, OwnerFlow? flow)
    {
        var wasAbandoned = isAbandoned && Volatile.Read(ref state->Holder) != 0;
        Claim(state, holder, flow);
        return wasAbandoned;
    }

    internal override unsafe bool TryWait(long entry, Deadline deadline, CancellationToken cancellationToken, out bool wasAbandoned)
    {
        var state = LiveState();
        var operation = new TakeOperation((nint)(&state->Word), _spin);
        var succeeded = Waiter.Wait(ref operation, deadline, cancellationToken);
        wasAbandoned = succeeded && ClaimAfterWaiting(state, operation.IsAbandoned, RecursiveHolder.Once(entry), flow: null);
        GC.KeepAlive(this);
        return succeeded;
    }

    internal override unsafe void ExitLast()
    {
        var holder = new RecursiveHolder(Volatile.Read(ref State->Holder));
        if (!IsCaller(holder)) ThrowNotHeld();
        Exit(holder.Owner);
    }

    internal override unsafe void Exit(long entry)
    {
        var state = State;
        while (true)
        {
            var seen = new RecursiveHolder(Volatile.Read(ref state->Holder));
            if (seen.Owner != entry || entry == 0) ThrowNotHeld();
            var next = seen.Shallower();
            if (Interlocked.CompareExchange(ref state->Holder, next.Bits, seen.Bits) != seen.Bits) continue;
            if (next == default) LetGo(state, entry);
            GC.KeepAlive(this);
            return;
        }
    }

    private unsafe void LetGo(RecursiveLockState* state, long owner)
    {
        if (_flow is { } flow)
        {
            if (flow.Number == owner) flow.End();
            _flow = null;
        }

        OwnerWord.TryRelease(&state->Word);
    }

    private unsafe RecursiveLockState* LiveState()
    {
        ThrowIfDisposed();
        return State;
    }

    internal override AbandonedMutexException Abandoned(long entry)
    {
        Exit(entry);
        return new AbandonedMutexException("A process died while it held the shared lock: what the lock protects may be half done. The " +
            "lock is free again; Enter(out wasAbandoned) takes it and tells.");
    }

    private void ThrowNotHeld()
    {
        ThrowIfDisposed();
        throw new SynchronizationLockException("Neither this thread nor the asynchronous flow that runs on it holds the shared " +
            "recursive lock that it exits or waits with.");
    }
}
