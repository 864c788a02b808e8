using System.Runtime.InteropServices;
using Multiprocessing.Waiting;

namespace Multiprocessing.Memory;

/// <summary>
/// In the arena: the contents of a queue's block, or a pipe's. It holds blocks as a process does: its buffers, and whatever is named in
/// messages that nobody has taken. Behind it lie its rings.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = Length)]
internal unsafe struct Mailbox
{
    internal const int Length = 256;

    /// <summary>The first of its holds; at the same place as in a <see cref="ProcessRecord"/>.</summary>
    internal long Holds;

    /// <summary>
    /// How many tasks there will be no word of, since the processes that took them have let go of the queue. Changes under the arena's
    /// lock.
    /// </summary>
    internal int Lost;

    /// <summary>How many items a queue may have; 0 for any number.</summary>
    internal int Capacity;

    /// <summary>Whether nothing more will be sent: 1 or 0.</summary>
    internal int IsComplete;

    /// <summary>Those who wait for tasks to be done.</summary>
    internal Doorbell Joiners;

    /// <summary>Those who wait for a message in the first ring, and for room in it; behind them those of the second ring.</summary>
    internal Doorbell Receivers;

    internal Doorbell Senders;

    internal Doorbell SecondReceivers;

    internal Doorbell SecondSenders;

    /// <summary>The lock of <see cref="Done"/>; the word behind it counts the notes.</summary>
    internal int DoneLock;

    internal int DoneNotes;

    /// <summary>How many tasks are done, modulo 2^32.</summary>
    internal int Done;

    /// <summary>
    /// What was before a change of <see cref="Done"/> that is under way; before it the word that <see cref="ChangeLog.Holder"/> is.
    /// </summary>
    internal fixed long DoneLog[5];

    /// <summary>How many rings lie behind a mailbox whose contents are so long.</summary>
    internal static int Rings(long contentLength) => (int)Math.Clamp((contentLength - Length) / RingState.Length, 0, 2);

    /// <summary>A process has died that held it: its locks go to the next ones, and whoever was to be woken by it is.</summary>
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
