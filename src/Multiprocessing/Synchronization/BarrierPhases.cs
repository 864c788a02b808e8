using Multiprocessing.Memory;
using Multiprocessing.Platform;

namespace Multiprocessing.Synchronization;

/// <summary>
/// The algorithm of a barrier. A phase ends in one step: its end is noted, and the next phase begins. Each waiter looks up how its own
/// phase ended, and is counted when it has: a phase begins only when all have left the one before the last, whose places it takes. A hold
/// counts the participants of its process that have not left: <see cref="BarrierHold.Even"/> in a phase of even number,
/// <see cref="BarrierHold.Odd"/> in one of odd number; so it is known whether a process that dies is waited for. Every step is an
/// <see cref="ArenaChange"/>, done whole or not at all.
/// </summary>
internal readonly unsafe struct BarrierPhases(Arena arena, byte* contents)
{
    private readonly ChangeLog _log = ChangeLog.Of(arena, contents);

    internal BarrierState* State { get; } = (BarrierState*)contents;

    /// <summary>Comes to the barrier.</summary>
    /// <param name="hold">The process's hold.</param>
    /// <param name="hasAction">Whether something is to be done before the phase ends.</param>
    /// <param name="phase">The number of the phase.</param>
    /// <param name="index">The participant's place in the order of coming, from 0.</param>
    /// <param name="end">How the phase ended, if it has.</param>
    internal BarrierArrival Arrive(BarrierHold* hold, bool hasAction, out int phase, out int index, out BarrierEnd end)
    {
        bool wakes;
        using (var change = new ArenaChange(_log))
        {
            (phase, index, end) = (State->Phase, State->Arrived, (BarrierEnd)State->BrokenBy);
            if (end != BarrierEnd.None) return BarrierArrival.IsOver;
            if (index == State->ParticipantCount) return BarrierArrival.DuringAction;
            if (index == 0 && *Remaining(phase) != 0) return BarrierArrival.TooEarly;
            var isLast = index == State->ParticipantCount - 1;
            if (hasAction || !isLast)
            {
                change.Set(&State->Arrived, index + 1);
                Count(change, hold, phase, 1);
                change.Commit();
                return isLast ? BarrierArrival.IsLast : BarrierArrival.Waits;
            }

            end = BarrierEnd.Passed;
            End(change, end);
            wakes = Commit(change);
        }

        if (wakes) Wake();
        return BarrierArrival.IsOver;
    }

    /// <summary>Returns the counter of participants that have not left the phase whose places this one takes.</summary>
    internal int* Remaining(int phase) => (int*)&State->Remaining + (phase & 1);

    /// <summary>Leaves a phase if it has ended.</summary>
    /// <returns>How the phase ended. A change of its number alone proves nothing: it may be taken back until this method has
    /// looked.</returns>
    internal BarrierEnd TryLeave(BarrierHold* hold, int phase)
    {
        bool isAwaited;
        BarrierEnd end;
        using (var change = new ArenaChange(_log))
        {
            if (State->Phase == phase) return BarrierEnd.None;
            end = Leave(change, hold, phase, out isAwaited);
        }

        if (isAwaited) AddressWait.Wake(Remaining(phase), int.MaxValue);
        return end;
    }

    /// <summary>Ends a phase if it has not ended, and leaves it.</summary>
    /// <returns>How the phase ended, by this call or before.</returns>
    internal BarrierEnd Leave(BarrierHold* hold, int phase, BarrierEnd end)
    {
        bool isAwaited, wakes;
        using (var change = new ArenaChange(_log))
        {
            var isOpen = State->Phase == phase;
            if (isOpen) End(change, end);
            end = Leave(change, hold, phase, out isAwaited);
            wakes = isOpen && Commit(change);
        }

        if (wakes) Wake();
        if (isAwaited) AddressWait.Wake(Remaining(phase), int.MaxValue);
        return end;
    }

    internal void Abort()
    {
        bool wakes;
        using (var change = new ArenaChange(_log))
        {
            if (State->BrokenBy != 0) return;
            if (State->Arrived != 0) End(change, BarrierEnd.Aborted);
            else change.Set(&State->BrokenBy, (int)BarrierEnd.Aborted);
            wakes = Commit(change);
        }

        if (wakes) Wake();
    }

    internal void Reset()
    {
        bool wakes;
        using (var change = new ArenaChange(_log))
        {
            if (State->Arrived != 0) End(change, BarrierEnd.Reset);
            change.Set(&State->BrokenBy, 0);
            wakes = Commit(change);
        }

        if (wakes) Wake();
    }

    /// <summary>Gives back what a dead process had of the barrier, by its hold.</summary>
    internal void GiveBack(BarrierHold* hold)
    {
        using (var change = new ArenaChange(_log))
        {
            // Where a participant has come in this phase, the places of its number are this phase's.
            if (State->Arrived != 0 && *Counted(hold, State->Phase) != 0) End(change, BarrierEnd.ProcessDied);
            for (var place = 0; place < 2; place++) Count(change, hold, place, -*Counted(hold, place));
            change.Commit();
        }

        // The dead process may have died before it woke the waiters.
        AddressWait.Wake(&State->Phase, int.MaxValue);
        AddressWait.Wake(Remaining(0), int.MaxValue);
        AddressWait.Wake(Remaining(1), int.MaxValue);
    }

    private static int* Counted(BarrierHold* hold, int phase) => (phase & 1) == 0 ? &hold->Even : &hold->Odd;

    private int* EndOf(int phase) => (int*)&State->Ends + (phase & 1);

    private void Count(in ArenaChange change, BarrierHold* hold, int phase, int difference)
    {
        if (difference == 0) return;
        change.Set(Remaining(phase), *Remaining(phase) + difference);
        change.Set(Counted(hold, phase), *Counted(hold, phase) + difference);
    }

    // Once all have left, the next phase may overwrite how this one ended.
    private BarrierEnd Leave(in ArenaChange change, BarrierHold* hold, int phase, out bool isAwaited)
    {
        var end = (BarrierEnd)(*EndOf(phase));
        Count(change, hold, phase, -1);
        isAwaited = *Remaining(phase) == 0 && State->Phase - phase >= 2;
        change.Commit();
        return end;
    }

    private void End(in ArenaChange change, BarrierEnd end)
    {
        change.Set(EndOf(State->Phase), (int)end);
        change.Set(&State->Arrived, 0);
        change.Set(&State->Phase, State->Phase + 1);
        if (end is not (BarrierEnd.Passed or BarrierEnd.Reset)) change.Set(&State->BrokenBy, (int)end);
    }

    // A waiter that has come and is about to sleep says so, and then looks at the phase. Here the order is reversed, so one of the two sees
    // the other. The flag of this phase's sleepers is read before the lock is released, so it is never the flag of the next phase.
    private bool Commit(in ArenaChange change)
    {
        change.Commit();
        Interlocked.MemoryBarrier();
        return Volatile.Read(ref State->Sleepers) != 0 && Interlocked.Exchange(ref State->Sleepers, 0) != 0;
    }

    private void Wake() => AddressWait.Wake(&State->Phase, int.MaxValue);
}
