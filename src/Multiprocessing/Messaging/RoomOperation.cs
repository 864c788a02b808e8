using Multiprocessing.Waiting;

namespace Multiprocessing.Messaging;

/// <summary>Waiting until there may be room for a record.</summary>
internal struct RoomOperation(MessageRing ring, int length) : IWaitOperation
{
    private IdleSlice _slice;
    private bool _hasListened;

    public readonly SpinBudget Spin => ring.SendSpin;

    public bool TryComplete(bool parks, out Parking parking)
    {
        if (ring.MayHaveRoom(length, out parking)) return HandOn();
        if (!parks) return false;
        var bell = ring.ListenForRoom(_slice.Next());
        _hasListened = true;
        if (ring.MayHaveRoom(length, out parking)) return HandOn();
        parking = bell;
        return false;
    }

    public readonly void GiveUp() => HandOn();

    private readonly bool HandOn()
    {
        if (_hasListened) ring.HandOnRoom();
        return true;
    }
}
