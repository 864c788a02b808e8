using System.Diagnostics;
using Multiprocessing.Platform;

namespace Multiprocessing.Waiting;

/// <summary>Taking an <see cref="OwnerWord"/>.</summary>
internal struct TakeOperation(nint word, SpinBudget spin) : IWaitOperation
{
    // The first sleep is as long as patience; later ones, which look whether the owner lives, get longer.
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
            var owner = seen & ~OwnerWord.Flags;
            if (owner == OwnerWord.Abandoned || (owner == 0 && (isPatient || (seen & OwnerWord.Reserved) == 0)) || (owner != 0 && parks && _slice > Patience && !LifeMarks.IsAlive(owner)))
            {
                // One who has slept does not know whether others do.
                var taken = LifeMarks.Self | (_hasSlept ? OwnerWord.Sleepers : seen & OwnerWord.Sleepers);
                if (Interlocked.CompareExchange(ref *address, taken, seen) != seen) continue;
                IsAbandoned = owner != 0;
                return true;
            }

            var wanted = parks ? seen | OwnerWord.Sleepers | (isPatient ? OwnerWord.Reserved : 0) : seen;
            if (wanted != seen && Interlocked.CompareExchange(ref *address, wanted, seen) != seen) continue;
            parking = new Parking(word, wanted, parks ? NextSlice() : 0, isPatient ? OwnerWord.PatientChannel : OwnerWord.OrdinaryChannel);
            _hasSlept |= parks;
            return false;
        }
    }

    public readonly unsafe void GiveUp()
    {
        if (!_hasSlept) return;
        // The wake-up that this one may have had was for all who sleep: the owner wakes the next, or, where there is none, everybody looks again.
        var address = (int*)word;
        var seen = Volatile.Read(ref *address);
        if ((seen & ~OwnerWord.Flags) != 0) Interlocked.Or(ref *address, OwnerWord.Sleepers);
        else
        {
            Interlocked.CompareExchange(ref *address, 0, seen);
            Futex.Wake(address, int.MaxValue);
        }
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
