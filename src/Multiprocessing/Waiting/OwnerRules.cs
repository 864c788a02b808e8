using static Multiprocessing.Waiting.OwnerWord;

namespace Multiprocessing.Waiting;

/// <summary>
/// The values that an <see cref="OwnerWord"/> takes at each step, given what is in it. They stand apart from the steps themselves, so that
/// tests can try them in every order.
/// </summary>
internal static class OwnerRules
{
    /// <summary>Returns the number of the process that holds the lock, <see cref="Abandoned"/>, or 0.</summary>
    internal static int Owner(int seen) => seen & ~Flags;

    /// <summary>Whether a process that sees this value may take the lock without knowing whether the owner is alive.</summary>
    internal static bool MayTake(int seen, bool isPatient) =>
        Owner(seen) == Abandoned || (Owner(seen) == 0 && (isPatient || (seen & Reserved) == 0));

    /// <summary>
    /// Returns the word once the lock is taken. A new owner that has slept does not know whether others sleep; a waiter that has reserved
    /// the lock and still waits will reserve it again.
    /// </summary>
    internal static int Taken(int seen, int self, bool hasSlept) => self | (hasSlept ? Sleepers : seen & Sleepers);

    /// <summary>Returns the word once a waiter is about to sleep.</summary>
    internal static int Parked(int seen, bool isPatient) => seen | Sleepers | (isPatient ? Reserved : 0);

    /// <summary>Returns the word once the owner has released the lock.</summary>
    internal static int Released(int seen) => (seen & Reserved) != 0 ? Flags : 0;

    /// <summary>
    /// Returns the word once a process that used the lock is found dead. It may have been the owner, the process that had reserved the
    /// lock, or the one that was woken last: all sleepers are woken, and reserve it again.
    /// </summary>
    internal static int Settled(int seen, int dead) => Owner(seen) == dead ? Abandoned | (seen & Sleepers) : seen == Flags ? 0 : seen;
}
