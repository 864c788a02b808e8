using Multiprocessing.Waiting;

namespace Multiprocessing.Synchronization;

/// <summary>Waits until a <see cref="GateWord"/> opens.</summary>
/// <param name="word">The address of the word.</param>
/// <param name="first">What was in it when the wait began.</param>
/// <param name="spin">What is known of how long this wait takes.</param>
internal unsafe struct GateOperation(nint word, long first, SpinBudget spin) : IWaitOperation
{
    // The process that opened the gate may have been killed before it woke the sleepers.
    private IdleSlice _slice;

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
            parking = new Parking((nint)GateWord.OpeningHalf(address), GateWord.OpeningHalf(wanted), parks ? _slice.Next() : 0);
            return false;
        }
    }

    public readonly void GiveUp()
    {
    }
}
