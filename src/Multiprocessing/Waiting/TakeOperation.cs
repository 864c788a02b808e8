using System.Diagnostics;
using Multiprocessing.Platform;

namespace Multiprocessing.Waiting;

/// <summary>Takes an <see cref="OwnerWord"/>.</summary>
internal struct TakeOperation(nint word, SpinBudget spin) : IWaitOperation
{
    // The first sleep lasts until the waiter counts as patient; later ones, which look whether the owner lives, get longer.
    private const int Patience = 1;
    private const int FirstSlice = 4;
    private const int LongestSlice = 64;

    private static readonly long s_patience = Patience * Stopwatch.Frequency / 1000;

    private long _patientFrom;
    private int _slice;
    private bool _hasSlept;

    public readonly SpinBudget Spin => spin;

    /// <summary>Whether the last owner died while it held the lock.</summary>
    internal bool IsAbandoned { get; private set; }

    public unsafe bool TryComplete(bool parks, out Parking parking)
    {
        var address = (int*)word;
        parking = default;
        var isPatient = parks && IsPatient();
        while (true)
        {
            var seen = Volatile.Read(ref *address);
            var owner = OwnerRules.Owner(seen);
            if (OwnerRules.MayTake(seen, isPatient) || (owner != 0 && parks && _slice > Patience && !LifeMarks.IsAlive(owner)))
            {
                if (Interlocked.CompareExchange(ref *address, OwnerRules.Taken(seen, LifeMarks.Self, _hasSlept), seen) != seen) continue;
                IsAbandoned = owner != 0;
                return true;
            }

            var wanted = parks ? OwnerRules.Parked(seen, isPatient) : seen;
            if (wanted != seen && Interlocked.CompareExchange(ref *address, wanted, seen) != seen) continue;
            // A waiter that sleeps on several words at once may have taken the wake-up that a patient one needs.
            if (owner == 0 && _hasSlept) OwnerWord.WakePatient(address);
            parking = new Parking(word, wanted, parks ? NextSlice() : 0, isPatient ? OwnerWord.PatientChannel : OwnerWord.OrdinaryChannel);
            _hasSlept |= parks;
            return false;
        }
    }

    // Nothing is to be passed on: after the last wake-up this waiter has looked again, and so told the owner that others may sleep, or
    // woken one of them itself.
    public readonly void GiveUp()
    {
    }

    private bool IsPatient()
    {
        var now = Stopwatch.GetTimestamp();
        if (_patientFrom == 0) _patientFrom = now + s_patience;
        return now >= _patientFrom;
    }

    private int NextSlice() => _slice = _slice switch
    {
        0 => Patience,
        Patience => FirstSlice,
        _ => Math.Min(2 * _slice, LongestSlice),
    };
}
