using Multiprocessing.Waiting;

namespace Multiprocessing.Messaging;

/// <summary>Waits until there may be room for a record.</summary>
internal struct RoomOperation(RingSender ring, int length) : IWaitOperation
{
    private IdleSlice _slice;
    private bool _hasListened;

    public readonly SpinBudget Spin => ring.Spin;

    public bool TryComplete(bool parks, out Parking parking)
    {
        // Before it has slept, waits for room for many messages; afterwards, goes on with room for one.
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
