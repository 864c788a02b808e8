using System.Runtime.InteropServices;

namespace Multiprocessing.Synchronization;

/// <summary>
/// A condition, in the arena. Its waiters are a list of holds, in the order in which they came; those that are notified and have not the
/// lock again yet come first.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ConditionState
{
    /// <summary>The lock of all these fields, and the count of its log entries.</summary>
    internal long Lock;

    internal long First;

    internal long Last;

    /// <summary>The first waiter that has not been notified.</summary>
    internal long FirstWaiting;

    /// <summary>The number of the waiter that came last.</summary>
    internal int LastTicket;
}
