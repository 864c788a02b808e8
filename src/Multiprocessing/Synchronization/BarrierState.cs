using System.Runtime.InteropServices;

namespace Multiprocessing.Synchronization;

/// <summary>A barrier, in the arena.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BarrierState
{
    /// <summary>The lock of all these fields, and the count of its log entries.</summary>
    internal long Lock;

    /// <summary>How long a participant waits that gives no time of its own, in ticks.</summary>
    internal long TimeoutTicks;

    internal int ParticipantCount;

    /// <summary>How many have come in this phase; all of them while the action runs.</summary>
    internal int Arrived;

    /// <summary>The number of this phase, which changes however the phase ends. Waiters sleep on this word.</summary>
    internal int Phase;

    /// <summary>Why the barrier is broken, as a <see cref="BarrierEnd"/>; 0 while it is not.</summary>
    internal int BrokenBy;

    /// <summary>How the last phase of even, and of odd number ended.</summary>
    internal Pair Ends;

    /// <summary>How many participants have come in the last phase of even, and of odd number, and have not seen yet how it ended.</summary>
    internal Pair Remaining;

    /// <summary>Whether somebody sleeps, or is about to, until the phase ends.</summary>
    internal int Sleepers;

    [System.Runtime.CompilerServices.InlineArray(2)]
    internal struct Pair
    {
        internal int First;
    }
}
