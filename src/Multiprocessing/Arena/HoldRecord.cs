using System.Runtime.InteropServices;

namespace Multiprocessing.Memory;

/// <summary>
/// In the arena: one process's hold on a block, and what that process has taken of the block's object. The first and the last part change
/// under the arena's lock, what is between under the object's.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct HoldRecord
{
    /// <summary>What is held.</summary>
    internal long Block;

    internal long Next;

    internal long Previous;

    /// <summary>Who holds it: the record of a process, or the contents of a mailbox, for what lies in its messages.</summary>
    internal long Holder;

    /// <summary>
    /// How many permits of a semaphore, or reader's shares of a lock, the process has; of a queue, how many items it has taken. For a
    /// waiter's own hold, the word that it sleeps on.
    /// </summary>
    internal int Taken;

    /// <summary>
    /// How many it is about to have, while the object names the process as the one that changes it. For a waiter, its number.
    /// </summary>
    internal int Intended;

    /// <summary>
    /// To which turn of the object <see cref="Intended"/> belongs. Of a queue, how many tasks the process has done. For a waiter, the last
    /// number of those that may have its notification instead.
    /// </summary>
    internal int Turn;

    /// <summary>Whose it is, or will be.</summary>
    internal HoldState State;

    /// <summary>What a semaphore calls this hold while it is the one that changes it; 0 for other objects.</summary>
    internal int Number;

    /// <summary>
    /// The child that has made it for its parent, or for which its parent has made it, by the parent's count. For what was received, the
    /// number of the receipt, below 0.
    /// </summary>
    internal int Child;

    /// <summary>The waiter behind this one.</summary>
    internal long NextWaiter;

    /// <summary>The waiter before this one.</summary>
    internal long PreviousWaiter;

    /// <summary>Which side of the block it is of, 1 or 2; 0 where a block has none.</summary>
    internal int Side;
}
