namespace Multiprocessing.Memory;

/// <summary>A hold on a block, and whose it is: as a rule a process that is dead.</summary>
/// <param name="process">The number of the process.</param>
/// <param name="hold">Its hold, in the arena.</param>
/// <param name="isTakenOver">Whether this process, its parent, takes the hold over.</param>
internal readonly unsafe struct OwnedHold(int process, HoldRecord* hold, bool isTakenOver)
{
    internal int Process => process;

    internal HoldRecord* Hold => hold;

    internal bool IsTakenOver => isTakenOver;
}
