using System.Runtime.InteropServices;
using Multiprocessing.Memory;

namespace Multiprocessing.Synchronization;

/// <summary>A view of a <see cref="HoldRecord"/> on a condition: one waiter, which has a hold of its own.</summary>
[StructLayout(LayoutKind.Explicit, Size = HoldRecord.Length)]
internal unsafe struct WaiterHold
{
    /// <summary>The word that the waiter sleeps on: whether it waits, and whether it was notified.</summary>
    [FieldOffset(HoldRecord.FirstWordAt)]
    internal int Word;

    /// <summary>The waiter's ticket: the order in which waiters came.</summary>
    [FieldOffset(HoldRecord.SecondWordAt)]
    internal int Ticket;

    /// <summary>For a waiter that was notified: the last ticket of the waiters that may have its notification instead.</summary>
    [FieldOffset(HoldRecord.ThirdWordAt)]
    internal int LastHeir;

    /// <summary>The waiter behind this one.</summary>
    [FieldOffset(HoldRecord.FirstLinkAt)]
    internal long Next;

    /// <summary>The waiter before this one.</summary>
    [FieldOffset(HoldRecord.SecondLinkAt)]
    internal long Previous;

    internal static WaiterHold* Of(HoldRecord* hold) => (WaiterHold*)hold;
}
