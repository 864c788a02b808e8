using Multiprocessing.Waiting;

namespace Multiprocessing.Messaging;

/// <summary>Waits until there may be something to receive.</summary>
internal struct MessageOperation(RingReceiver ring, ReceiveAim aim) : IWaitOperation
{
    // In the middle of a message, the wait depends on one sender, whose death does not ring the bell: so each sleep is short.
    private const int SenderSlice = 8;

    private IdleSlice _slice;
    private bool _hasListened;

    public readonly SpinBudget Spin => ring.Spin;

    public bool TryComplete(bool parks, out Parking parking)
    {
        if (IsOver(out parking)) return HandOn();
        if (!parks) return false;
        if (_hasListened && aim == ReceiveAim.Take) ring.GiveBackMemory();
        var bell = ring.ListenForMessage(aim == ReceiveAim.More ? SenderSlice : _slice.Next());
        _hasListened = true;
        if (IsOver(out parking)) return HandOn();
        parking = bell;
        return false;
    }

    public readonly void GiveUp() => HandOn();

    private readonly bool IsOver(out Parking parking)
    {
        // Looks at the end first: messages that came before the end are then seen.
        var isOver = ring.IsOver || (aim == ReceiveAim.More && ring.IsSenderGone);
        return ring.MayHaveMessage(out parking) || isOver;
    }

    private readonly bool HandOn()
    {
        if (_hasListened) ring.HandOnMessages(takesOne: aim == ReceiveAim.Take);
        return true;
    }
}
