using Multiprocessing.Waiting;

namespace Multiprocessing.Messaging;

/// <content>Waiting for a message, and without a thread for the lock.</content>
internal sealed partial class RingReceiver
{
    /// <summary>Waits until there may be something to receive, or nothing will be sent any more.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    internal bool AwaitMessage(ReceiveAim aim, Deadline deadline, CancellationToken cancellationToken)
    {
        var operation = new MessageOperation(this, aim);
        var succeeded = Waiter.Wait(ref operation, deadline, cancellationToken);
        GC.KeepAlive(this);
        return succeeded;
    }

    /// <summary>As <see cref="AwaitMessage"/>, without a thread.</summary>
    internal async ValueTask<bool> AwaitMessageAsync(ReceiveAim aim, Deadline deadline, CancellationToken cancellationToken)
    {
        var (_, succeeded) = await Waiter.WaitAsync(new MessageOperation(this, aim), deadline, cancellationToken).ConfigureAwait(false);
        return succeeded;
    }

    /// <summary>Waits until there is a message, which stays there, or all is over.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    internal bool Poll(Deadline deadline, CancellationToken cancellationToken)
    {
        while (AwaitMessage(ReceiveAim.Look, deadline, cancellationToken))
        {
            if (!EnterReceive(deadline, cancellationToken)) return false;
            if (IsReadyAndExit()) return true;
        }

        return false;
    }

    /// <summary>As <see cref="Poll"/>, without a thread.</summary>
    internal async ValueTask<bool> PollAsync(Deadline deadline, CancellationToken cancellationToken)
    {
        while (await AwaitMessageAsync(ReceiveAim.Look, deadline, cancellationToken).ConfigureAwait(false))
        {
            if (!await EnterReceiveAsync(deadline, cancellationToken).ConfigureAwait(false)) return false;
            if (IsReadyAndExit()) return true;
        }

        return false;
    }

    /// <summary>Looks, without the lock, whether there may be something to receive.</summary>
    internal unsafe bool MayHaveMessage(out Parking tail)
    {
        var state = _ring.State;
        var present = Volatile.Read(ref state->Tail);
        tail = new Parking((nint)(&state->Tail), (int)present, 0);
        return Volatile.Read(ref state->Head) != present;
    }

    /// <summary>Where those sleep who wait for a message.</summary>
    internal unsafe Parking ListenForMessage(int slice) => _ring.Receivers->Listen(slice);

    /// <summary>
    /// One who waited for a message waits no longer. It does not hand on the one message that it takes, but what is no whole one yet:
    /// somebody waits for the rest.
    /// </summary>
    internal unsafe void HandOnMessages(bool takesOne) => _ring.Receivers->HandOn(takesOne ? Count != 1 : !IsEmpty);

    /// <summary>Gives memory back that is not needed now: nothing has come for a while.</summary>
    internal void GiveBackMemory() => RingPages.GiveBackIdle(_ring);

    private async ValueTask<bool> EnterReceiveLaterAsync(Deadline deadline, CancellationToken cancellationToken)
    {
        var operation = new TakeOperation(Lock, _lockSpin);
        var isTaken = false;
        try
        {
            (operation, isTaken) = await Waiter.WaitAsync(operation, deadline.AtLeast(RingMemory.LockPatience), cancellationToken)
                .ConfigureAwait(false);
        }
        finally
        {
            if (!isTaken) HandOnMessages(takesOne: false);
        }

        if (operation.IsAbandoned) FinishReceiving_NeedsLock();
        return isTaken;
    }
}
