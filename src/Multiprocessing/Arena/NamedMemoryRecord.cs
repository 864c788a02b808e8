using System.Runtime.InteropServices;
using Multiprocessing.Platform;

namespace Multiprocessing.Memory;

/// <summary>The record, in the arena, of a named segment that is to be removed when its owner ends. The name follows.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NamedMemoryRecord
{
    /// <summary>The identity of the file that the name has to lead to; another file of that name must not be removed.</summary>
    internal FileIdentity Identity;

    /// <summary>
    /// The number of the process that made the segment, or was given it by a child; 0 while it is on the way from a child to its parent.
    /// </summary>
    internal int Owner;

    /// <summary>The length of the name in bytes.</summary>
    internal int NameLength;
}
