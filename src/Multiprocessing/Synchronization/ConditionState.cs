using System.Runtime.InteropServices;

namespace Multiprocessing.Synchronization;

/// <summary>
/// In the arena: a condition. Its waiters are a list of holds, in the order in which they came; those that are notified and still on their
/// way come first.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ConditionState
{
    /// <summary>The lock of all this, and the count of its notes.</summary>
    internal long Lock;

    internal long First;

    internal long Last;

    /// <summary>The first one that has not been notified.</summary>
    internal long FirstWaiting;

    /// <summary>The number of the waiter that came last.</summary>
    internal int LastTicket;
}
