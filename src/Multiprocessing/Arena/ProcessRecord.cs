using System.Runtime.InteropServices;

namespace Multiprocessing.Memory;

/// <summary>The record, in the arena, of a process that has opened it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ProcessRecord
{
    /// <summary>The process's first hold.</summary>
    internal long Holds;

    internal long Next;

    internal long Previous;

    /// <summary>The process's number in the tree.</summary>
    internal int Number;

    /// <summary>The process's id in the system, which another process may get later.</summary>
    internal int Id;

    /// <summary>The system's id of the process's parent; 0 for the first process of the tree.</summary>
    internal int ParentId;

    /// <summary>How many of the process's holds are <see cref="HoldState.FromChild"/>.</summary>
    internal int Inherited;

    /// <summary>Whether the process has made a folder for a listener, which must be removed when it has died: 1 or 0.</summary>
    internal int HasFolders;
}
