using Multiprocessing.Waiting;

namespace Multiprocessing.Messaging;

/// <summary>Waiting until there may be something to receive.</summary>
internal struct MessageOperation(RingReceiver ring, ReceiveAim aim) : IWaitOperation
{
    // In the middle of a message its sender is needed, who may die.
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
        // First whether it is over: what came before that end is then seen.
        var isOver = ring.IsOver || (aim == ReceiveAim.More && ring.IsSenderGone);
        return ring.MayHaveMessage(out parking) || isOver;
    }

    private readonly bool HandOn()
    {
        if (_hasListened) ring.HandOnMessages(takesOne: aim == ReceiveAim.Take);
        return true;
    }
}
