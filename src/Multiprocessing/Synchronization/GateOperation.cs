using Multiprocessing.Waiting;

namespace Multiprocessing.Synchronization;

/// <summary>Waiting until a <see cref="GateWord"/> opens.</summary>
/// <param name="word">Where it is.</param>
/// <param name="first">What was in it when the wait began.</param>
/// <param name="spin">What is known of how long this takes.</param>
internal unsafe struct GateOperation(nint word, long first, SpinBudget spin) : IWaitOperation
{
    // Looking again is for the case that the one who opened the gate was killed before he woke anybody.
    private const int FirstSlice = 16;
    private const int LongestSlice = 1000;

    private int _slice;

    public readonly SpinBudget Spin => spin;

    public bool TryComplete(bool parks, out Parking parking)
    {
        var address = (long*)word;
        parking = default;
        while (true)
        {
            var seen = Volatile.Read(ref *address);
            if (GateWord.Count(seen) == 0 || GateWord.Opening(seen) != GateWord.Opening(first)) return true;
            var wanted = parks ? seen | GateWord.Sleepers : seen;
            if (wanted != seen && Interlocked.CompareExchange(ref *address, wanted, seen) != seen) continue;
            if (parks) _slice = _slice == 0 ? FirstSlice : Math.Min(4 * _slice, LongestSlice);
            parking = new Parking((nint)GateWord.OpeningHalf(address), GateWord.OpeningHalf(wanted), _slice);
            return false;
        }
    }

    public readonly void GiveUp()
    {
    }
}
