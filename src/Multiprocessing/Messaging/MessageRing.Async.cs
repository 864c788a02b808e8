using Multiprocessing.Waiting;

namespace Multiprocessing.Messaging;

/// <content>The waits, without a thread.</content>
internal sealed partial class MessageRing
{
    /// <summary>As <see cref="EnterSend"/>.</summary>
    internal ValueTask<bool> EnterSendAsync(Deadline deadline, CancellationToken cancellationToken) =>
        TryEnterSend() ? new(true) : EnterSendLaterAsync(deadline, cancellationToken);

    /// <summary>As <see cref="EnterReceive"/>.</summary>
    internal ValueTask<bool> EnterReceiveAsync(Deadline deadline, CancellationToken cancellationToken) =>
        TryEnterReceive() ? new(true) : EnterReceiveLaterAsync(deadline, cancellationToken);

    /// <summary>As <see cref="AwaitRoom"/>.</summary>
    internal async ValueTask<bool> AwaitRoomAsync(int length, Deadline deadline, CancellationToken cancellationToken)
    {
        var (_, hasRoom) = await Waiter.WaitAsync(new RoomOperation(this, length), deadline, cancellationToken).ConfigureAwait(false);
        return hasRoom;
    }

    /// <summary>As <see cref="AwaitMessage"/>.</summary>
    internal async ValueTask<bool> AwaitMessageAsync(ReceiveAim aim, Deadline deadline, CancellationToken cancellationToken)
    {
        var (_, succeeded) = await Waiter.WaitAsync(new MessageOperation(this, aim), deadline, cancellationToken).ConfigureAwait(false);
        return succeeded;
    }

    /// <summary>As <see cref="Poll"/>.</summary>
    internal async ValueTask<bool> PollAsync(Deadline deadline, CancellationToken cancellationToken)
    {
        while (await AwaitMessageAsync(ReceiveAim.Look, deadline, cancellationToken).ConfigureAwait(false))
        {
            if (!await EnterReceiveAsync(deadline, cancellationToken).ConfigureAwait(false)) return false;
            if (IsReadyAndExit()) return true;
        }

        return false;
    }

    private async ValueTask<bool> EnterSendLaterAsync(Deadline deadline, CancellationToken cancellationToken)
    {
        var (operation, isTaken) =
            await Waiter.WaitAsync(new TakeOperation(SendLock, LockSpin), deadline.AtLeast(LockPatience),
            cancellationToken).ConfigureAwait(false);
        if (operation.IsAbandoned) FinishSending_NeedsLock();
        return isTaken;
    }

    private async ValueTask<bool> EnterReceiveLaterAsync(Deadline deadline, CancellationToken cancellationToken)
    {
        var operation = new TakeOperation(ReceiveLock, LockSpin);
        var isTaken = false;
        try
        {
            (operation, isTaken) =
                await Waiter.WaitAsync(operation, deadline.AtLeast(LockPatience), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (!isTaken) HandOnMessages(takesOne: false);
        }

        if (operation.IsAbandoned) FinishReceiving_NeedsLock();
        return isTaken;
    }
}
