namespace Multiprocessing.Memory;

/// <summary>A hold on a block, and whose it is: as a rule a process that is dead.</summary>
/// <param name="process">The number of the process.</param>
/// <param name="hold">Its hold, in the arena.</param>
internal readonly unsafe struct Legacy(int process, HoldRecord* hold)
{
    internal int Process => process;

    internal HoldRecord* Hold => hold;
}
