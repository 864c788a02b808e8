using Multiprocessing.Waiting;

namespace Multiprocessing.Synchronization;

/// <summary>
/// Waits until no hold is the taker that a <see cref="PermitWord"/> names: some nanoseconds, unless that process is kept from running, or
/// died.
/// </summary>
internal unsafe struct TakerOperation(nint word, Memory.Hold hold, SpinBudget spin) : IWaitOperation
{
    private const int LongestSlice = 64;

    private int _slice;

    public readonly SpinBudget Spin => spin;

    public bool TryComplete(bool parks, out Parking parking)
    {
        var address = (long*)word;
        parking = default;
        if (parks && _slice != 0) DeadProcessRecovery.SettleDead(hold);
        while (true)
        {
            var seen = Volatile.Read(ref *address);
            if (PermitWord.Taker(seen) == 0) return true;
            var wanted = parks ? seen | PermitWord.TakerAwaited : seen;
            if (wanted != seen && Interlocked.CompareExchange(ref *address, wanted, seen) != seen) continue;
            if (parks) _slice = _slice == 0 ? 1 : Math.Min(4 * _slice, LongestSlice);
            parking = new Parking((nint)PermitWord.TakerHalf(address), PermitWord.TakerHalf(wanted), _slice);
            return false;
        }
    }

    public readonly void GiveUp()
    {
    }
}
