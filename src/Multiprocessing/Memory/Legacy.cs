namespace Multiprocessing.Memory;

/// <summary>A dead process's hold on a block.</summary>
/// <param name="process">The number that the process had.</param>
/// <param name="hold">Its hold, in the arena.</param>
internal readonly unsafe struct Legacy(int process, HoldRecord* hold)
{
    internal int Process => process;

    internal HoldRecord* Hold => hold;
}
