namespace Multiprocessing.Memory;

/// <summary>A dead process's hold on a block.</summary>
/// <param name="process">The number that the process had.</param>
/// <param name="hold">Its hold, in the arena.</param>
/// <param name="isInherited">Whether this process, its parent, takes the hold over.</param>
internal readonly unsafe struct Legacy(int process, HoldRecord* hold, bool isInherited)
{
    internal int Process => process;

    internal HoldRecord* Hold => hold;

    internal bool IsInherited => isInherited;
}
