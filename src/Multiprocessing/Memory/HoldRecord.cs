using System.Runtime.InteropServices;

namespace Multiprocessing.Memory;

/// <summary>In the arena: one process's hold on a block, and what that process has taken of the block's object. Only its process and those who clear up after it write here.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct HoldRecord
{
    /// <summary>What is held.</summary>
    internal long Block;

    internal long Next;

    internal long Previous;

    /// <summary>The record of the process that holds it.</summary>
    internal long Process;

    /// <summary>How many permits of a semaphore, or reader's shares of a lock, the process has.</summary>
    internal int Taken;

    /// <summary>How many it is about to have, while the object names the process as the one that changes it.</summary>
    internal int Intended;

    /// <summary>Whose it is, or will be.</summary>
    internal HoldState State;

    /// <summary>What a semaphore calls this hold while it is the one that changes it; 0 for other objects.</summary>
    internal int Number;

    /// <summary>The child that has made it for its parent, by the parent's count.</summary>
    internal int Child;
}
