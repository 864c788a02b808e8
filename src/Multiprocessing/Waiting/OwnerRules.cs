using static Multiprocessing.Waiting.OwnerWord;

namespace Multiprocessing.Waiting;

/// <summary>
/// What may become of an <see cref="OwnerWord"/>, given what is in it: apart from the steps that do it, so that the tests can try them in
/// every order.
/// </summary>
internal static class OwnerRules
{
    /// <summary>The number of the process that holds the lock, <see cref="Abandoned"/>, or 0.</summary>
    internal static int Owner(int seen) => seen & ~Flags;

    /// <summary>Whether one may take it who finds this, and may know nothing of the owner's life.</summary>
    internal static bool MayTake(int seen, bool isPatient) =>
        Owner(seen) == Abandoned || (Owner(seen) == 0 && (isPatient || (seen & Reserved) == 0));

    /// <summary>
    /// When it is taken. One who has slept does not know whether others do; whoever reserved it and still waits will do so again.
    /// </summary>
    internal static int Taken(int seen, int self, bool hasSlept) => self | (hasSlept ? Sleepers : seen & Sleepers);

    /// <summary>When one goes to sleep over it.</summary>
    internal static int Parked(int seen, bool isPatient) => seen | Sleepers | (isPatient ? Reserved : 0);

    /// <summary>When its owner lets go of it.</summary>
    internal static int Released(int seen) => (seen & Reserved) != 0 ? Flags : 0;

    /// <summary>
    /// When one who used it is found dead. It may have been its owner, or the one who had reserved it, or who was woken last: all who sleep
    /// are woken, and reserve it again.
    /// </summary>
    internal static int Settled(int seen, int dead) => Owner(seen) == dead ? Abandoned | (seen & Sleepers) : seen == Flags ? 0 : seen;
}
