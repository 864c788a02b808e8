using static Multiprocessing.Tests.Models.StripePlace;

namespace Multiprocessing.Tests.Models;

/// <summary>
/// A stripe of a shared dictionary: writers that change two words under the lock, noting each before, and readers that take no lock unless
/// they have looked in vain. Any of them may be killed before any step.
/// </summary>
internal sealed class StripeModel(int writers, int readers, int deaths) : Model<StripeModelState>
{
    private const int Attempts = 2;

    internal override StripeModelState Initial
    {
        get
        {
            var state = new StripeModelState { Deaths = (byte)deaths };
            for (var actor = 0; actor < StripeModelState.StripeActors.Count; actor++)
            {
                var isWriter = actor < writers;
                state.Actors[actor] = new()
                {
                    IsWriter = isWriter,
                    Place = isWriter ? TakeLock : actor < writers + readers ? ReadVersion : Done,
                    Attempts = Attempts,
                };
            }

            return state;
        }
    }

    internal override IEnumerable<(string Step, StripeModelState Next)> Steps(StripeModelState state)
    {
        for (var number = 0; number < StripeModelState.StripeActors.Count; number++)
        {
            var actor = state.Actors[number];
            if (actor.IsDead || actor.Place == Done) continue;
            if (state.Deaths > 0)
            {
                var killed = state;
                killed.Deaths--;
                killed.Actors[number].IsDead = true;
                yield return ($"{number} dies at {actor.Place}", killed);
            }

            var next = state;
            if (TryStep(ref next, ref next.Actors[number], number)) yield return ($"{number} {actor.Place}", next);
        }
    }

    internal override bool IsMishap(string step) => step.Contains("dies", StringComparison.Ordinal);

    internal override string? Fault(in StripeModelState state)
    {
        if (state.IsWrong) return "A reader has taken for true what never was.";
        // While nobody writes and nothing is to be taken back, the words are what was committed.
        return state.Owner == 0 && (state.First != state.Committed || state.Second != state.Committed || (state.Version & 1) != 0)
            ? "A free stripe is not whole." : null;
    }

    internal override bool IsFinal(in StripeModelState state)
    {
        foreach (var actor in state.Actors)
        {
            if (actor is { IsDead: false, Place: not Done }) return false;
        }

        return true;
    }

    internal override string Describe(in StripeModelState state) =>
        $"words {state.First} {state.Second}, version {state.Version}, owner {state.Owner}, notes {state.Notes}, committed {state.Committed}";

    private static bool TryStep(ref StripeModelState state, ref StripeActor actor, int number)
    {
        switch (actor.Place)
        {
            case ReadVersion:
                actor.Seen = state.Version;
                actor.Place = (state.Version & 1) == 0 ? ReadFirst : LookAgain(ref actor);
                break;
            case ReadFirst:
                actor.First = state.First;
                actor.Place = ReadSecond;
                break;
            case ReadSecond:
                actor.Second = state.Second;
                actor.Place = CheckVersion;
                break;
            case CheckVersion when state.Version != actor.Seen:
                actor.Place = LookAgain(ref actor);
                break;
            case CheckVersion:
                Accept(ref state, ref actor, Done);
                break;
            case TakeLock when state.Owner != 0 && !state.Actors[state.Owner - 1].IsDead:
                return false;
            case TakeLock:
                state.Owner = (byte)(number + 1);
                actor.Place = state.Notes > 0 ? WriteBack : Repair;
                break;
            case WriteBack:
                if (state.Notes == 2) state.Second = state.SecondWas;
                else state.First = state.FirstWas;
                actor.Place = ForgetNote;
                break;
            case ForgetNote:
                actor.Place = --state.Notes > 0 ? WriteBack : Repair;
                break;
            case Repair:
                if ((state.Version & 1) != 0) state.Version++;
                actor.Place = actor.IsWriter ? MakeOdd : ReadLocked;
                break;
            case ReadLocked:
                (actor.First, actor.Second) = (state.First, state.Second);
                Accept(ref state, ref actor, Unlock);
                break;
            case MakeOdd:
                state.Version++;
                actor.Place = NoteFirst;
                break;
            case NoteFirst:
                state.FirstWas = state.First;
                actor.Place = CountFirst;
                break;
            case CountFirst:
                state.Notes = 1;
                actor.Place = WriteFirst;
                break;
            case WriteFirst:
                state.First = (byte)(number + 1);
                actor.Place = NoteSecond;
                break;
            case NoteSecond:
                state.SecondWas = state.Second;
                actor.Place = CountSecond;
                break;
            case CountSecond:
                state.Notes = 2;
                actor.Place = WriteSecond;
                break;
            case WriteSecond:
                state.Second = (byte)(number + 1);
                actor.Place = Commit;
                break;
            case Commit:
                (state.Notes, state.Committed) = (0, (byte)(number + 1));
                actor.Place = MakeEven;
                break;
            case MakeEven:
                state.Version++;
                actor.Place = Unlock;
                break;
            case Unlock:
                state.Owner = 0;
                actor.Place = Done;
                break;
        }

        return true;
    }

    private static StripePlace LookAgain(ref StripeActor actor) => --actor.Attempts > 0 ? ReadVersion : TakeLock;

    private static void Accept(ref StripeModelState state, ref StripeActor actor, StripePlace next)
    {
        state.IsWrong |= actor.First != state.Committed || actor.Second != state.Committed;
        (actor.Place, actor.Seen, actor.First, actor.Second) = (next, 0, 0, 0);
    }
}
