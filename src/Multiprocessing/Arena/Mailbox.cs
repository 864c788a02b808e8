using System.Runtime.InteropServices;
using Multiprocessing.Waiting;

namespace Multiprocessing.Memory;

/// <summary>
/// The contents, in the arena, of a queue's or a pipe's block, with its rings right behind. A mailbox holds blocks as a process does: its
/// buffers, and the blocks that are named in messages not taken yet.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = Length)]
internal unsafe struct Mailbox
{
    internal const int Length = 256;

    /// <summary>The first of the mailbox's holds; at the same place as in a <see cref="ProcessRecord"/>.</summary>
    internal long Holds;

    /// <summary>
    /// The number of tasks that will never be reported as done, since the processes that took them have let go of the queue. Changes under
    /// the arena's lock.
    /// </summary>
    internal int Lost;

    /// <summary>The largest number of items in a queue; 0 for any number.</summary>
    internal int Capacity;

    /// <summary>Whether nothing more will be sent: 1 or 0.</summary>
    internal int IsComplete;

    /// <summary>The threads and tasks that wait until all tasks are done.</summary>
    internal Doorbell Joiners;

    /// <summary>
    /// The threads and tasks that wait for a message in the first ring, then those that wait for room in it, then the same for the second
    /// ring.
    /// </summary>
    internal Doorbell Receivers;

    internal Doorbell Senders;

    internal Doorbell SecondReceivers;

    internal Doorbell SecondSenders;

    /// <summary>The lock of <see cref="Done"/>; the word behind it counts the notes.</summary>
    internal int DoneLock;

    internal int DoneNotes;

    /// <summary>The number of tasks that are done, modulo 2^32.</summary>
    internal int Done;

    /// <summary>The old value during a change of <see cref="Done"/>, after the word that is <see cref="ChangeLog.Holder"/>.</summary>
    internal fixed long DoneLog[5];

    /// <summary>Returns how many rings lie behind a mailbox whose contents have this length.</summary>
    internal static int Rings(long contentLength) => (int)Math.Clamp((contentLength - Length) / RingState.Length, 0, 2);

    /// <summary>
    /// Frees the locks that a dead process held, and wakes all that wait, since the dead process may have had to wake them.
    /// </summary>
    internal void Abandon(long contentLength, int process)
    {
        fixed (Mailbox* self = &this)
        {
            var ring = (RingState*)(self + 1);
            for (var number = 0; number < Rings(contentLength); number++, ring++)
            {
                OwnerWord.Abandon(&ring->SendLock, process);
                OwnerWord.Abandon(&ring->ReceiveLock, process);
            }
        }

        RingAll();
    }

    internal void RingAll()
    {
        Joiners.RingAll();
        Receivers.RingAll();
        Senders.RingAll();
        SecondReceivers.RingAll();
        SecondSenders.RingAll();
    }
}
