using System.Runtime.InteropServices;

namespace Multiprocessing.Memory;

/// <summary>In the arena: a process that has opened it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ProcessRecord
{
    /// <summary>Its first hold.</summary>
    internal long Holds;

    internal long Next;

    internal long Previous;

    /// <summary>Its number in the tree.</summary>
    internal int Number;

    /// <summary>Its id in the system, which another process may get when it is gone.</summary>
    internal int Id;

    /// <summary>The system's id of its parent; 0 for the first process of the tree.</summary>
    internal int ParentId;

    /// <summary>How many of its holds are <see cref="HoldState.FromChild"/>.</summary>
    internal int Inherited;

    /// <summary>Whether it has made a folder for a listener, which is to be looked for when it has died: 1 or 0.</summary>
    internal int HasFolders;
}
