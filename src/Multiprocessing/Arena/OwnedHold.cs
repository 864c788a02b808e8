namespace Multiprocessing.Memory;

/// <summary>A hold on a block, with the process that has it: as a rule a dead one.</summary>
/// <param name="process">The number of the process.</param>
/// <param name="hold">The process's hold, in the arena.</param>
/// <param name="isTakenOver">Whether this process, the parent of that one, takes the hold over.</param>
internal readonly unsafe struct OwnedHold(int process, HoldRecord* hold, bool isTakenOver)
{
    internal int Process => process;

    internal HoldRecord* Hold => hold;

    internal bool IsTakenOver => isTakenOver;
}
