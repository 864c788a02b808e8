using Multiprocessing.Waiting;

namespace Multiprocessing.Synchronization;

/// <summary>Comes to a barrier, and waits for the end of the phase.</summary>
internal unsafe struct BarrierOperation(BarrierPhases phases, BarrierHold* hold, bool hasAction, SpinBudget spin,
    CancellationToken cancellationToken) : IWaitOperation
{
    private IdleSlice _slice;
    private BarrierArrival _arrival;
    private BarrierEnd _end;
    private int _phase;
    private int _index;

    public readonly SpinBudget Spin => spin;

    /// <summary>
    /// How the phase ended. <see cref="BarrierEnd.None"/> while it has not: all are there, and the caller is to run the action.
    /// </summary>
    internal readonly BarrierEnd End => _end;

    /// <summary>The caller's place in the order in which participants came, from 0.</summary>
    internal readonly int Index => _index;

    /// <summary>Whether the caller is to run the action and then to leave.</summary>
    internal readonly bool IsLast => _arrival == BarrierArrival.IsLast;

    /// <summary>Whether the caller's time was up.</summary>
    internal bool HasGivenUp { get; private set; }

    public bool TryComplete(bool parks, out Parking parking)
    {
        parking = default;
        while (true)
        {
            if (_arrival < BarrierArrival.Waits) _arrival = phases.Arrive(hold, hasAction, out _phase, out _index, out _end);
            if (_arrival > BarrierArrival.Waits) return true;
            if (_arrival == BarrierArrival.TooEarly)
            {
                var word = phases.Remaining(_phase);
                var left = Volatile.Read(ref *word);
                if (left == 0) continue;
                parking = Place(word, left, parks);
                return false;
            }

            // A waiter that is about to sleep says so, then looks.
            if (parks) Interlocked.Exchange(ref phases.State->Sleepers, 1);
            if (Volatile.Read(ref phases.State->Phase) == _phase)
            {
                parking = Place(&phases.State->Phase, _phase, parks);
                return false;
            }

            if (_arrival == BarrierArrival.Waits && (_end = phases.TryLeave(hold, _phase)) != BarrierEnd.None) return true;
        }
    }

    public void GiveUp()
    {
        HasGivenUp = true;
        if (_arrival == BarrierArrival.Waits) Leave(cancellationToken.IsCancellationRequested ? BarrierEnd.Cancelled : BarrierEnd.TimedOut);
    }

    /// <summary>Ends the phase, if that has not been done, and leaves it.</summary>
    /// <returns>How the phase ended.</returns>
    internal BarrierEnd Leave(BarrierEnd end) => _end = phases.Leave(hold, _phase, end);

    private Parking Place(int* word, int seen, bool parks) => new((nint)word, seen, parks ? _slice.Next() : 0);
}
