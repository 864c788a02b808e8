using Multiprocessing.Waiting;

namespace Multiprocessing.Messaging;

/// <content>The waits, without a thread.</content>
internal sealed partial class MessageRing
{
    /// <summary>As <see cref="EnterSend"/>.</summary>
    internal ValueTask EnterSendAsync(CancellationToken cancellationToken) => TryEnterSend() ? default : EnterSendLaterAsync(cancellationToken);

    /// <summary>As <see cref="EnterReceive"/>.</summary>
    internal ValueTask EnterReceiveAsync(CancellationToken cancellationToken) => TryEnterReceive() ? default : EnterReceiveLaterAsync(cancellationToken);

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

    private async ValueTask EnterSendLaterAsync(CancellationToken cancellationToken)
    {
        if (await EnterLockAsync(SendLock, cancellationToken).ConfigureAwait(false)) FinishSending_NeedsLock();
    }

    private async ValueTask EnterReceiveLaterAsync(CancellationToken cancellationToken)
    {
        if (await EnterLockAsync(ReceiveLock, cancellationToken).ConfigureAwait(false)) FinishReceiving_NeedsLock();
    }

    private async ValueTask<bool> EnterLockAsync(nint word, CancellationToken cancellationToken)
    {
        var (operation, _) = await Waiter.WaitAsync(new TakeOperation(word, LockSpin), Deadline.Infinite, cancellationToken).ConfigureAwait(false);
        return operation.IsAbandoned;
    }
}
