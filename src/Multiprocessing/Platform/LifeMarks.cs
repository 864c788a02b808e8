namespace Multiprocessing.Platform;

/// <summary>
/// Tells which processes of a tree are alive. Each has a mark by its number, which the kernel takes away when the last thread of the process
/// is gone; so a mark can be trusted where a process id, which may be a zombie's or another process's, cannot. Numbers are not used again. A
/// process that starts children has a mark by its id too, since it need not have a number.
/// </summary>
internal static partial class LifeMarks
{
    /// <summary>This process's number; 0 before it has one.</summary>
    internal static int Self { get; private set; }

    /// <summary>Takes the mark of a number that nobody has.</summary>
    internal static partial void Take(OsHandle treeMemory, int number);

    /// <summary>Takes the mark of those who start children, before the first one starts.</summary>
    internal static partial void TakeAsParent(OsHandle treeMemory);

    /// <summary>Whether a process is alive; one that never was is not.</summary>
    internal static partial bool IsAlive(int number);

    /// <summary>Whether the process with this id is alive, which has started children.</summary>
    internal static partial bool IsParentAlive(int processId);
}
