using System.Diagnostics;
using Multiprocessing.Waiting;

namespace Multiprocessing.Synchronization;

/// <summary>Takes a permit of a semaphore.</summary>
/// <param name="permits">The semaphore.</param>
/// <param name="holds">Whether this process answers for the permit, which comes back when the process dies.</param>
internal unsafe struct PermitOperation(Permits permits, bool holds) : IWaitOperation
{
    // The first sleep lasts until the waiter counts as patient.
    private const int Patience = 1;
    private const int LongestSlice = 1000;

    private static readonly long s_millisecond = Stopwatch.Frequency / 1000;

    private long _began;
    private long _looksAt;
    private int _slice;
    private bool _hasSlept;

    public readonly SpinBudget Spin => permits.Spin;

    public bool TryComplete(bool parks, out Parking parking)
    {
        var word = permits.Word;
        var isPatient = parks && IsPatient();
        parking = default;
        while (true)
        {
            var seen = Volatile.Read(ref *word);
            if (PermitWord.IsAvailable(seen, _hasSlept))
            {
                var left = (isPatient ? seen & ~PermitWord.Reserved : seen) - 1;
                if (_hasSlept) left |= PermitWord.Sleepers;
                if (!permits.TryTake(holds, seen, left)) continue;
                if (_hasSlept && PermitWord.Count(left) != 0) PermitWord.Wake(word, 1, (left & PermitWord.Reserved) != 0);
                return true;
            }

            if (parks && IsTimeToLook())
            {
                permits.SettleDead();
                continue;
            }

            var wanted = parks ? seen | PermitWord.Sleepers | (isPatient ? PermitWord.Reserved : 0) : seen;
            if (wanted != seen && Interlocked.CompareExchange(ref *word, wanted, seen) != seen) continue;
            parking = new Parking((nint)word, (int)wanted, _slice, isPatient ? PermitWord.PatientChannel : PermitWord.OrdinaryChannel);
            _hasSlept |= parks;
            return false;
        }
    }

    // Nothing stays reserved for a waiter that is gone; if there are permits, an ordinary waiter is woken, which would not see that.
    public readonly void GiveUp()
    {
        if (!_hasSlept) return;
        var before = Interlocked.And(ref *permits.Word, ~PermitWord.Reserved);
        if (PermitWord.Count(before) != 0) PermitWord.Wake(permits.Word, 1, isReserved: false);
    }

    private bool IsPatient()
    {
        var now = Stopwatch.GetTimestamp();
        if (_began != 0) return now >= _began + (Patience * s_millisecond);
        _began = now;
        _slice = Patience;
        _looksAt = now + (_slice * s_millisecond);
        return false;
    }

    // A holder may have died, and its parent too, or the parent may be slow to notice.
    private bool IsTimeToLook()
    {
        var now = Stopwatch.GetTimestamp();
        if (now < _looksAt) return false;
        _slice = Math.Min(4 * _slice, LongestSlice);
        _looksAt = now + (_slice * s_millisecond);
        return true;
    }
}
