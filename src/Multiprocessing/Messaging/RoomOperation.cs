using Multiprocessing.Waiting;

namespace Multiprocessing.Messaging;

/// <summary>Waiting until there may be room for a record.</summary>
internal struct RoomOperation(RingSender ring, int length) : IWaitOperation
{
    private IdleSlice _slice;
    private bool _hasListened;

    public readonly SpinBudget Spin => ring.Spin;

    public bool TryComplete(bool parks, out Parking parking)
    {
        // At first, for room for many; but one who has slept for nothing may go on with what there is.
        if (ring.MayHaveRoom(length, !_hasListened, out parking)) return HandOn();
        if (!parks) return false;
        var bell = ring.ListenForRoom(_slice.Next());
        var isFirst = !_hasListened;
        _hasListened = true;
        if (ring.MayHaveRoom(length, isFirst, out parking)) return HandOn();
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
