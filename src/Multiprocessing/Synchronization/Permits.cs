using System.Diagnostics;
using Multiprocessing.Memory;
using Multiprocessing.Waiting;

namespace Multiprocessing.Synchronization;

/// <summary>
/// A semaphore as one object of one process sees it. A permit for which the process answers is taken from the word and noted in the hold's
/// record, and given back the other way round. A process may be killed between any two steps. So the record first says what will be
/// (<see cref="PermitHold.Intended"/>); then one instruction changes the word and names this hold in it; then the record is made to say so
/// (<see cref="PermitHold.Taken"/>), and the name is taken out of the word. While the word names the hold, what it intended is true,
/// otherwise what it has taken.
/// </summary>
internal sealed unsafe class Permits
{
    private readonly Hold _hold;
    private readonly PermitState* _state;
    private readonly PermitHold* _record;
    private readonly long _asTaker;
    private readonly SpinBudget _takerSpin = new();

    // All threads of the process share one record.
    private readonly Lock _gate = new();

    internal Permits(Hold hold)
    {
        _hold = hold;
        _state = (PermitState*)hold.Contents;
        _record = PermitHold.Of(hold.Record);
        // A number that is still in use could come again only after a billion others.
        int number;
        do number = Interlocked.Increment(ref _state->LastNumber) & PermitWord.LargestTaker;
        while (number == 0);
        _record->Number = number;
        _asTaker = PermitWord.AsTaker(number);
        hold.Releasing = ExitAll;
    }

    internal SpinBudget Spin { get; } = new();

    internal long* Word => &_state->Word;

    internal int Count => PermitWord.Count(Volatile.Read(ref _state->Word));

    /// <summary>Whether a permit that was taken through this object is held.</summary>
    internal bool AreHeld => Volatile.Read(ref _record->Taken) != 0;

    internal int MaxCount => _state->MaxCount;

    private bool HasLimit => MaxCount != int.MaxValue;

    /// <summary>Takes a permit if there is one.</summary>
    internal bool TryTake(bool holds)
    {
        if (!holds) return PermitWord.TryTake(Word);
        while (true)
        {
            var seen = Volatile.Read(ref _state->Word);
            if (!PermitWord.IsAvailable(seen, hasSlept: false)) return false;
            if (TryEnter(seen, seen - 1)) return true;
        }
    }

    /// <summary>Takes a permit; false if the word has changed meanwhile.</summary>
    internal bool TryTake(bool holds, long seen, long left) =>
        holds ? TryEnter(seen, left) : Interlocked.CompareExchange(ref _state->Word, left, seen) == seen;

    /// <summary>Gives back a permit that was taken through this object; false if none is held.</summary>
    internal bool TryExit() => TryExit(all: false);

    /// <summary>Gives back all permits that were taken through this object.</summary>
    internal void ExitAll() => TryExit(all: true);

    /// <summary>Adds permits for which no process has answered; false if there would be too many.</summary>
    internal bool TryRelease(int count) => HasLimit ? TryReleaseWithinLimit(count) : PermitWord.TryAdd(Word, count);

    internal void SettleDead() => DeadProcessRecovery.SettleDead(_hold);

    private bool TryEnter(long seen, long left)
    {
        if (PermitWord.Taker(seen) != 0)
        {
            PermitWord.AwaitTaker(Word, _hold, _takerSpin);
            return false;
        }

        lock (_gate)
        {
            Volatile.Write(ref _record->Intended, _record->Taken + 1);
            if (Interlocked.CompareExchange(ref _state->Word, left | _asTaker, seen) != seen) return false;
            Finish_NeedsGate(1);
            return true;
        }
    }

    private bool TryExit(bool all)
    {
        long seen;
        int count;
        lock (_gate)
        {
            count = all ? _record->Taken : 1;
            if (count == 0 || _record->Taken < count) return false;
            do
            {
                seen = PermitWord.AwaitTaker(Word, _hold, _takerSpin);
                Volatile.Write(ref _record->Intended, _record->Taken - count);
            }
            while (Interlocked.CompareExchange(ref _state->Word, PermitWord.WithMore(seen, count) | _asTaker, seen) != seen);
            Finish_NeedsGate(-count);
        }

        PermitWord.WakeAfterAdding(Word, count, seen);
        return true;
    }

    private void Finish_NeedsGate(int change)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        Volatile.Write(ref _record->Taken, _record->Intended);
        Volatile.Write(ref _state->Held, _state->Held + change);
        PermitWord.ClearTaker(Word);
    }

    // The number of held permits does not change while this hold is the taker, and the other ones can only become fewer.
    private bool TryReleaseWithinLimit(int count)
    {
        long seen;
        bool hasRoom;
        lock (_gate)
        {
            do
            {
                seen = PermitWord.AwaitTaker(Word, _hold, _takerSpin);
                Volatile.Write(ref _record->Intended, _record->Taken);
            }
            while (Interlocked.CompareExchange(ref _state->Word, seen | _asTaker, seen) != seen);
            var room = MaxCount - Volatile.Read(ref _state->Held) - count;
            do seen = Volatile.Read(ref _state->Word);
            while (PermitWord.Count(seen) <= room
                && Interlocked.CompareExchange(ref _state->Word, PermitWord.WithMore(seen, count), seen) != seen);
            hasRoom = PermitWord.Count(seen) <= room;
            PermitWord.ClearTaker(Word);
        }

        if (hasRoom) PermitWord.WakeAfterAdding(Word, count, seen);
        return hasRoom;
    }
}
