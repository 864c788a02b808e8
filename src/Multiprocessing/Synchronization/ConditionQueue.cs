using Multiprocessing.Memory;
using Multiprocessing.Platform;

namespace Multiprocessing.Synchronization;

/// <summary>
/// The waiters of a condition. Each is a hold on the condition's block, so recovery of a dead process finds its waiters. A waiter that was
/// notified stays in the list until it has the lock again: should it die before, its notification goes to the next one that was waiting at
/// the time. Every step is an <see cref="ArenaChange"/>, done whole or not at all.
/// </summary>
internal readonly unsafe struct ConditionQueue(Arena arena, byte* contents)
{
    /// <summary>The values of a waiter's word.</summary>
    internal const int Away = 0, Waits = 1, Notified = 2;

    private readonly ConditionState* _state = (ConditionState*)contents;
    private readonly ChangeLog _log = ChangeLog.Of(arena, contents);

    /// <summary>Returns the word that changes when a waiter is notified.</summary>
    internal static int* Word(WaiterHold* waiter) => &waiter->Word;

    /// <summary>Adds a waiter to the end of the queue.</summary>
    internal void Join(WaiterHold* waiter)
    {
        using var change = new ArenaChange(_log);
        var offset = arena.OffsetOf(waiter);
        var last = _state->Last;
        change.Set(&waiter->Previous, last);
        change.Set(&waiter->Next, 0);
        change.Set(last == 0 ? &_state->First : &At(last)->Next, offset);
        change.Set(&_state->Last, offset);
        if (_state->FirstWaiting == 0) change.Set(&_state->FirstWaiting, offset);
        change.Set(&_state->LastTicket, _state->LastTicket + 1);
        change.Set(&waiter->Ticket, _state->LastTicket);
        change.Set(Word(waiter), Waits);
        change.Commit();
    }

    /// <summary>Notifies the waiters that have waited longest.</summary>
    internal void Notify(int count)
    {
        using var change = new ArenaChange(_log);
        for (; count > 0 && _state->FirstWaiting != 0; count--) NotifyFirst(change, _state->LastTicket);
    }

    /// <summary>
    /// Whether a waiter was notified, once and for all. The waiter's word alone proves nothing, since its change may be taken back.
    /// </summary>
    internal bool IsNotified(WaiterHold* waiter)
    {
        using var change = new ArenaChange(_log);
        return *Word(waiter) == Notified;
    }

    /// <summary>Removes a waiter from the queue, unless it was notified.</summary>
    /// <returns>Whether it left.</returns>
    internal bool TryLeave(WaiterHold* waiter)
    {
        using var change = new ArenaChange(_log);
        if (*Word(waiter) == Notified) return false;
        Unlink(change, waiter);
        change.Commit();
        return true;
    }

    /// <summary>Removes a waiter from the queue.</summary>
    /// <param name="waiter">The waiter that leaves.</param>
    /// <param name="passesOn">Whether a notification that the waiter has had is to go to the next one.</param>
    internal void Leave(WaiterHold* waiter, bool passesOn)
    {
        using var change = new ArenaChange(_log);
        var isNotified = *Word(waiter) == Notified;
        var lastHeir = waiter->LastHeir;
        Unlink(change, waiter);
        // One change covers leaving and passing on, so a notification is neither lost nor doubled. Ticket numbers wrap around, hence the
        // difference.
        if (isNotified && passesOn && _state->FirstWaiting != 0 && At(_state->FirstWaiting)->Ticket - lastHeir <= 0)
        {
            NotifyFirst(change, lastHeir);
        }
        else change.Commit();
    }

    /// <summary>Gives back what a dead process had of the condition, by its hold.</summary>
    internal void GiveBack(WaiterHold* hold)
    {
        // The lock is taken also where the hold is not in the queue: what the dead process had begun is taken back first.
        Leave(hold, passesOn: true);
        // The dead process may have notified some waiters, and died before it woke them.
        using var change = new ArenaChange(_log);
        for (var (waiter, before) = (_state->First, 0L); waiter != _state->FirstWaiting;
            (waiter, before) = (At(waiter)->Next, waiter))
        {
            // Each waiter must lead back to the one before, so the list is no circle.
            if (waiter == 0 || At(waiter)->Previous != before) arena.ThrowDamaged();
            AddressWait.Wake(Word(At(waiter)), 1);
        }
    }

    private WaiterHold* At(long offset) => (WaiterHold*)arena.At(offset);

    private void NotifyFirst(in ArenaChange change, int lastHeir)
    {
        var waiter = At(_state->FirstWaiting);
        if (*Word(waiter) != Waits) arena.ThrowDamaged();
        change.Set(&_state->FirstWaiting, waiter->Next);
        change.Set(&waiter->LastHeir, lastHeir);
        change.Set(Word(waiter), Notified);
        change.Commit();
        AddressWait.Wake(Word(waiter), 1);
    }

    private void Unlink(in ArenaChange change, WaiterHold* waiter)
    {
        if (*Word(waiter) == Away) return;
        var (previous, next) = (waiter->Previous, waiter->Next);
        change.Set(previous == 0 ? &_state->First : &At(previous)->Next, next);
        change.Set(next == 0 ? &_state->Last : &At(next)->Previous, previous);
        if (_state->FirstWaiting != 0 && At(_state->FirstWaiting) == waiter) change.Set(&_state->FirstWaiting, next);
        change.Set(Word(waiter), Away);
    }
}
