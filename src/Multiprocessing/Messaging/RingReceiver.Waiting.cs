using Multiprocessing.Waiting;

namespace Multiprocessing.Messaging;

/// <content>Waits for a message, and asynchronously for the lock.</content>
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

    /// <summary>As <see cref="AwaitMessage"/>, holding no thread while it waits.</summary>
    internal async ValueTask<bool> AwaitMessageAsync(ReceiveAim aim, Deadline deadline, CancellationToken cancellationToken)
    {
        var (_, succeeded) = await Waiter.WaitAsync(new MessageOperation(this, aim), deadline, cancellationToken).ConfigureAwait(false);
        return succeeded;
    }

    /// <summary>Waits until there is a message, without taking it, or nothing will be sent any more.</summary>
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

    /// <summary>As <see cref="Poll"/>, holding no thread while it waits.</summary>
    internal async ValueTask<bool> PollAsync(Deadline deadline, CancellationToken cancellationToken)
    {
        while (await AwaitMessageAsync(ReceiveAim.Look, deadline, cancellationToken).ConfigureAwait(false))
        {
            if (!await EnterReceiveAsync(deadline, cancellationToken).ConfigureAwait(false)) return false;
            if (IsReadyAndExit()) return true;
        }

        return false;
    }

    /// <summary>Whether there may be something to receive; finds out without the lock.</summary>
    internal unsafe bool MayHaveMessage(out Parking tail)
    {
        var state = _ring.State;
        var present = Volatile.Read(ref state->Tail);
        tail = new Parking((nint)(&state->Tail), (int)present, 0);
        return Volatile.Read(ref state->Head) != present;
    }

    /// <summary>Returns the word on which receivers sleep until there is a message.</summary>
    internal unsafe Parking ListenForMessage(int slice) => _ring.Receivers->Listen(slice);

    /// <summary>
    /// Notes that a waiter for a message waits no longer, and wakes the next one if there is more: other messages than the one that it
    /// takes, or a part of a message, for whose rest a receiver waits.
    /// </summary>
    internal unsafe void HandOnMessages(bool takesOne) => _ring.Receivers->HandOn(takesOne ? Count != 1 : !IsEmpty);

    /// <summary>Gives memory back that an idle ring does not need.</summary>
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
