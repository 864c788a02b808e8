using System.Runtime.InteropServices;
using Multiprocessing.Platform;

namespace Multiprocessing.Memory;

/// <summary>In the arena: a named segment that is to be removed when its owner ends. Its name follows.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NamedMemoryRecord
{
    /// <summary>What the name has to lead to; another one of that name is somebody else's.</summary>
    internal FileIdentity Identity;

    /// <summary>
    /// The number of the process that made it, or was given it by a child; 0 while it is on the way from a child to its parent.
    /// </summary>
    internal int Owner;

    /// <summary>How many bytes the name has.</summary>
    internal int NameLength;
}
