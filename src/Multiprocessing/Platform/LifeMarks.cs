namespace Multiprocessing.Platform;

/// <summary>
/// Tells which processes of a tree are alive. Each has a mark, found by its number, which the kernel takes away when the last thread of the
/// process is gone. A mark can be trusted; a process id cannot, since it may be that of a zombie or of another process. Numbers are not
/// used again. A process that starts children has a mark by its process id too, since it need not have a number.
/// </summary>
internal static partial class LifeMarks
{
    /// <summary>This process's number; 0 before it has one.</summary>
    internal static int Self { get; private set; }

    /// <summary>Takes the mark of a number that no other process has.</summary>
    internal static partial void Take(OsHandle treeMemory, int number);

    /// <summary>Takes the mark of a process that starts children; called before the first one starts.</summary>
    internal static partial void TakeAsParent(OsHandle treeMemory);

    /// <summary>Whether the process with this number is alive; false where there never was one.</summary>
    internal static partial bool IsAlive(int number);

    /// <summary>Whether the process with this id, which has started children, is alive.</summary>
    internal static partial bool IsParentAlive(int processId);
}
