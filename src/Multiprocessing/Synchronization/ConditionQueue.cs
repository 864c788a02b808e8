using Multiprocessing.Memory;
using Multiprocessing.Platform;

namespace Multiprocessing.Synchronization;

/// <summary>
/// Those who wait for a condition. Each is a hold on the condition's block, so whoever clears up after a dead process meets its waiters. A
/// waiter that was notified stays in the list until it has the lock again: should it die before, its notification goes to the next one that
/// was waiting at the time. Every step is an <see cref="ArenaChange"/>, done whole or not at all.
/// </summary>
internal readonly unsafe struct ConditionQueue(Arena arena, byte* contents)
{
    /// <summary>What a waiter's word says.</summary>
    internal const int Away = 0, Waits = 1, Notified = 2;

    private readonly ConditionState* _state = (ConditionState*)contents;
    private readonly ChangeLog _log = ChangeLog.Of(arena, contents);

    /// <summary>The word that changes when a waiter is notified.</summary>
    internal static int* Word(WaiterHold* waiter) => &waiter->Word;

    /// <summary>Gets in line.</summary>
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

    /// <summary>Notifies those who have waited longest.</summary>
    internal void Notify(int count)
    {
        using var change = new ArenaChange(_log);
        for (; count > 0 && _state->FirstWaiting != 0; count--) NotifyFirst(change, _state->LastTicket);
    }

    /// <summary>Whether a waiter was notified, once and for all: what its word says may be taken back.</summary>
    internal bool IsNotified(WaiterHold* waiter)
    {
        using var change = new ArenaChange(_log);
        return *Word(waiter) == Notified;
    }

    /// <summary>Waits no longer, unless it was notified.</summary>
    /// <returns>Whether it left.</returns>
    internal bool TryLeave(WaiterHold* waiter)
    {
        using var change = new ArenaChange(_log);
        if (*Word(waiter) == Notified) return false;
        Unlink(change, waiter);
        change.Commit();
        return true;
    }

    /// <summary>Waits no longer.</summary>
    /// <param name="waiter">The one that leaves.</param>
    /// <param name="passesOn">Whether the notification that it may have had is to go to the next one.</param>
    internal void Leave(WaiterHold* waiter, bool passesOn)
    {
        using var change = new ArenaChange(_log);
        var isNotified = *Word(waiter) == Notified;
        var lastHeir = waiter->LastHeir;
        Unlink(change, waiter);
        // In one change with leaving, so a notification is neither lost nor doubled. Tickets go round, hence the difference.
        if (isNotified && passesOn && _state->FirstWaiting != 0 && At(_state->FirstWaiting)->Ticket - lastHeir <= 0)
        {
            NotifyFirst(change, lastHeir);
        }
        else change.Commit();
    }

    /// <summary>A process died that held the condition, by this hold.</summary>
    internal void GiveBack(WaiterHold* hold)
    {
        // Under the lock also where the hold is not in line: what the dead process had begun is taken back first.
        Leave(hold, passesOn: true);
        // It may have notified some, and died before it woke them.
        using var change = new ArenaChange(_log);
        for (var (waiter, before) = (_state->First, 0L); waiter != _state->FirstWaiting;
            (waiter, before) = (At(waiter)->Next, waiter))
        {
            // Each leads back to the one before, so the list is no circle.
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
