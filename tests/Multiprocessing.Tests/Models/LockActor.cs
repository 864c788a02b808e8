namespace Multiprocessing.Tests.Models;

/// <summary>One process of the lock's model, as far as it has come.</summary>
internal struct LockActor
{
    /// <summary>What it read in the lock's word last, or what the word must still hold for it to fall asleep.</summary>
    internal int Seen;

    internal LockPlace Place;

    /// <summary>How often it still wants to enter.</summary>
    internal byte Entries;

    /// <summary>How often it has looked in vain, as far as that matters.</summary>
    internal byte Looks;

    /// <summary>Its place among those who sleep, in the order in which they fell asleep; 0 when it does not.</summary>
    internal byte Turn;

    internal bool IsPatient;
}
