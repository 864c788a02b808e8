using Multiprocessing.Waiting;

namespace Multiprocessing.Tests.Models;

/// <summary>
/// The lock: <see cref="TakeOperation"/> and <see cref="OwnerWord"/> step by step, by the same <see cref="OwnerRules"/>; the kernel's queue
/// of sleepers; time, which passes as it likes.
/// </summary>
/// <param name="kinds">What each process does.</param>
/// <param name="entries">How often each wants to enter.</param>
/// <param name="deaths">How many may be killed, each before any step of its.</param>
/// <param name="hasHeirs">Whether those who are killed have a parent that settles what they leave.</param>
internal sealed class LockModel(LockUser[] kinds, int entries, int deaths = 0, bool hasHeirs = false) : Model<LockState>
{
    private const int PatienceLooks = 1;
    private const int LooksBeforeDoubt = 2;

    internal override LockState Initial
    {
        get
        {
            var state = default(LockState);
            for (var actor = 0; actor < kinds.Length; actor++) state.Actors[actor].Entries = (byte)entries;
            return state;
        }
    }

    internal override bool IsMishap(string step) => step is "dies" or "gives up";

    internal override bool IsFinal(in LockState state)
    {
        for (var actor = 0; actor < kinds.Length; actor++)
        {
            if (!IsDone(state.Actors[actor])) return false;
        }

        return true;
    }

    internal override string? Fault(in LockState state)
    {
        int inside = 0, asleep = 0, underWay = 0, unburied = 0;
        for (var actor = 0; actor < kinds.Length; actor++)
        {
            ref readonly var one = ref state.Actors[actor];
            if (one.Place is LockPlace.Inside or LockPlace.Leaving)
            {
                inside++;
                if (OwnerRules.Owner(state.Word) != actor + 1) return $"{actor} is inside and is not the owner.";
            }
            else if (one.Place == LockPlace.Asleep)
            {
                asleep++;
            }
            else if (one.Place is LockPlace.Dead or LockPlace.Settling or LockPlace.WakingHeirs)
            {
                unburied++;
            }
            else if (one.Place is not (LockPlace.Outside or LockPlace.Buried))
            {
                underWay++;
            }
        }

        if (inside > 1) return "Two are inside.";
        if (state.IsMisinformed) return "A death was not told once.";
        // One who is killed may take a wake-up along, until he is buried; then the sleepers' own alarms have to do.
        var isFree = OwnerRules.Owner(state.Word) is 0 or OwnerWord.Abandoned;
        return isFree && asleep > 0 && underWay == 0 && unburied == 0 ? "A wake-up is lost: the lock is free, and all sleep." : null;
    }

    internal override IEnumerable<(string Step, LockState Next)> Steps(LockState state)
    {
        for (var number = 0; number < kinds.Length; number++)
        {
            foreach (var step in Steps(state, number)) yield return step;
            var place = state.Actors[number].Place;
            if (state.Deaths == deaths || place >= LockPlace.Dead || IsDone(state.Actors[number])) continue;
            yield return ("dies", Die(state, number));
        }
    }

    internal override string Describe(in LockState state)
    {
        var text = $"{OwnerRules.Owner(state.Word):x}{((state.Word & OwnerWord.Reserved) != 0 ? " reserved" : "")}{((state.Word & OwnerWord.Sleepers) != 0 ? " sleepers" : "")}:";
        for (var actor = 0; actor < kinds.Length; actor++) text += $" {state.Actors[actor].Place}{(state.Actors[actor].IsPatient ? "!" : "")}";
        return text;
    }

    private IEnumerable<(string Step, LockState Next)> Steps(LockState state, int number)
    {
        switch (state.Actors[number].Place)
        {
            case LockPlace.Outside when state.Actors[number].Entries > 0:
                yield return ("enters", state.Word == 0 ? Enter(state, number, number + 1) : Go(state, number, LockPlace.Looking));
                break;
            case LockPlace.Looking:
                if (!state.Actors[number].IsPatient) yield return ("looks", Look(state, number));
                if (state.Actors[number].IsPatient || state.Actors[number].Looks >= PatienceLooks) yield return ("looks, having waited long", Look(Reserving(state, number), number));
                break;
            case LockPlace.LookingAgain:
                yield return ("looks again", Look(state, number));
                break;
            case LockPlace.Deciding:
                foreach (var step in Decide(state, number)) yield return step;
                break;
            case LockPlace.FallingAsleep:
                yield return ("falls asleep", state.Word == state.Actors[number].Seen ? Sleep(state, number) : Go(state, number, LockPlace.Looking));
                if (kinds[number] is LockUser.Impatient or LockUser.ImpatientTask) yield return ("gives up", Finish(state, number));
                break;
            case LockPlace.Asleep:
                yield return ("wakes by itself", Rouse(state, number));
                break;
            case LockPlace.Inside:
                yield return ("wants to leave", Go(See(state, number), number, LockPlace.Leaving));
                break;
            case LockPlace.Leaving:
                yield return ("leaves", Leave(state, number));
                break;
            case LockPlace.WakingPatient:
                var woken = Wake(state, 1, OwnerWord.PatientChannel, out var count);
                yield return ("wakes one who has waited long", Go(woken, number, count > 0 ? AfterWaking(state, number) : LockPlace.Unreserving));
                break;
            case LockPlace.Unreserving:
                if (state.Word == OwnerWord.Flags) state.Word = 0;
                yield return ("ends the reservation", Go(state, number, LockPlace.WakingOne));
                break;
            case LockPlace.WakingOne:
                yield return ("wakes one", Go(Wake(state, 1, uint.MaxValue, out _), number, AfterWaking(state, number)));
                break;
            case LockPlace.Dead when hasHeirs:
                yield return ("is found dead", Go(See(state, number), number, LockPlace.Settling));
                break;
            case LockPlace.Settling:
                yield return ("is settled", Settle(state, number));
                break;
            case LockPlace.WakingHeirs:
                yield return ("is buried", Go(Wake(state, int.MaxValue, uint.MaxValue, out _), number, LockPlace.Buried));
                break;
        }
    }

    private IEnumerable<(string Step, LockState Next)> Decide(LockState state, int number)
    {
        var seen = state.Actors[number].Seen;
        var isPatient = state.Actors[number].IsPatient;
        var waits = kinds[number] != LockUser.Poller;
        var owner = OwnerRules.Owner(seen);
        var doubts = waits && state.Actors[number].Looks >= LooksBeforeDoubt;
        if (OwnerRules.MayTake(seen, isPatient) || (doubts && owner != 0 && state.Actors[owner - 1].Place >= LockPlace.Dead))
        {
            var taken = OwnerRules.Taken(seen, number + 1, HasSlept(state, number));
            yield return ("takes", state.Word == seen ? Enter(state, number, taken) : Go(state, number, LockPlace.LookingAgain));
            yield break;
        }

        if (!waits)
        {
            state.Actors[number].Entries--;
            yield return ("turns away", Go(state, number, LockPlace.Outside));
            yield break;
        }

        if (state.Word != seen)
        {
            yield return ("was too late", Go(state, number, LockPlace.LookingAgain));
            yield break;
        }

        var passes = owner == 0 && HasSlept(state, number);
        state.Word = state.Actors[number].Seen = OwnerRules.Parked(seen, isPatient);
        state.Actors[number].Looks = (byte)Math.Min(state.Actors[number].Looks + 1, LooksBeforeDoubt);
        yield return ("is about to sleep", Go(state, number, passes ? LockPlace.WakingPatient : LockPlace.FallingAsleep));
    }

    private LockState Enter(LockState state, int number, int taken)
    {
        state.IsMisinformed |= state.MustTell != (OwnerRules.Owner(state.Word) != 0);
        state.MustTell = false;
        state.Word = taken;
        Forget(ref state.Actors[number]);
        return Go(state, number, LockPlace.Inside);
    }

    private LockState Leave(LockState state, int number)
    {
        var seen = state.Actors[number].Seen;
        if (state.Word != seen) return Go(state, number, LockPlace.Inside);
        state.Word = OwnerRules.Released(seen);
        state.Actors[number].Entries--;
        state.Actors[number].Seen = 0;
        return Go(state, number, (seen & OwnerWord.Reserved) != 0 ? LockPlace.WakingPatient : (seen & OwnerWord.Sleepers) != 0 ? LockPlace.WakingOne : LockPlace.Outside);
    }

    private LockState Finish(LockState state, int number)
    {
        state.Actors[number].Entries--;
        Forget(ref state.Actors[number]);
        return Go(state, number, LockPlace.Outside);
    }

    private LockState Die(LockState state, int number)
    {
        state.Deaths++;
        state.MustTell |= OwnerRules.Owner(state.Word) == number + 1;
        state = Dequeue(state, state.Actors[number].Turn);
        Forget(ref state.Actors[number]);
        state.Actors[number].Entries = 0;
        return Go(state, number, LockPlace.Dead);
    }

    private static LockState Settle(LockState state, int number)
    {
        var seen = state.Actors[number].Seen;
        var settled = OwnerRules.Settled(seen, number + 1);
        if (settled != seen && state.Word != seen) return Go(state, number, LockPlace.Dead);
        if (settled != seen) state.Word = settled;
        return Go(state, number, LockPlace.WakingHeirs);
    }

    private LockState Wake(LockState state, int most, uint channel, out int count)
    {
        for (count = 0; count < most; count++)
        {
            var (first, turn) = (-1, byte.MaxValue);
            for (var actor = 0; actor < kinds.Length; actor++)
            {
                ref readonly var one = ref state.Actors[actor];
                if (one.Turn != 0 && one.Turn < turn && (Channel(state, actor) & channel) != 0) (first, turn) = (actor, one.Turn);
            }

            if (first < 0) break;
            state = Rouse(state, first);
        }

        return state;
    }

    // Tasks, and threads that a token can call back, hear every call.
    private uint Channel(in LockState state, int number) =>
        kinds[number] is LockUser.Task or LockUser.ImpatientTask ? uint.MaxValue : state.Actors[number].IsPatient ? OwnerWord.PatientChannel : OwnerWord.OrdinaryChannel;

    // Who passes a wake-up on is about to sleep itself.
    private static LockPlace AfterWaking(in LockState state, int number) =>
        state.Actors[number].Seen != 0 ? LockPlace.FallingAsleep : LockPlace.Outside;

    private LockState Sleep(LockState state, int number)
    {
        byte last = 0;
        for (var actor = 0; actor < kinds.Length; actor++) last = Math.Max(last, state.Actors[actor].Turn);
        state.Actors[number].Turn = (byte)(last + 1);
        return Go(state, number, LockPlace.Asleep);
    }

    private LockState Rouse(LockState state, int number) => Go(Dequeue(state, state.Actors[number].Turn), number, LockPlace.Looking);

    private LockState Dequeue(LockState state, byte turn)
    {
        if (turn == 0) return state;
        for (var number = 0; number < kinds.Length; number++)
        {
            ref var other = ref state.Actors[number].Turn;
            if (other == turn) other = 0;
            else if (other > turn) other--;
        }

        return state;
    }

    private static LockState Reserving(LockState state, int number)
    {
        state.Actors[number].IsPatient = true;
        return state;
    }

    private static LockState Look(LockState state, int number) => Go(See(state, number), number, LockPlace.Deciding);

    private static LockState See(LockState state, int number)
    {
        state.Actors[number].Seen = state.Word;
        return state;
    }

    private static LockState Go(LockState state, int number, LockPlace place)
    {
        state.Actors[number].Place = place;
        // What has no part in the next step must not tell two states apart.
        if (place is LockPlace.Outside or LockPlace.Looking or LockPlace.LookingAgain or LockPlace.Asleep or LockPlace.Inside or LockPlace.Dead or LockPlace.WakingHeirs) state.Actors[number].Seen = 0;
        return state;
    }

    private static void Forget(ref LockActor actor) => (actor.IsPatient, actor.Looks) = (false, 0);

    private static bool HasSlept(in LockState state, int number) => state.Actors[number].Looks > 0;

    private static bool IsDone(in LockActor actor) =>
        actor.Place is LockPlace.Dead or LockPlace.Buried || (actor.Place == LockPlace.Outside && actor.Entries == 0);
}
