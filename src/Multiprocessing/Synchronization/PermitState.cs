using System.Runtime.InteropServices;

namespace Multiprocessing.Synchronization;

/// <summary>A semaphore, in the arena.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PermitState
{
    /// <summary>The free permits, and more; see <see cref="PermitWord"/>.</summary>
    internal long Word;

    /// <summary>The most permits that there may be, free and held; <see cref="int.MaxValue"/> for no limit.</summary>
    internal int MaxCount;

    /// <summary>The last number that was given to a hold.</summary>
    internal int LastNumber;

    /// <summary>
    /// How many permits are held: the sum of <see cref="PermitHold.Taken"/> over all holds. Only the hold that the word names may change
    /// it.
    /// </summary>
    internal int Held;
}
