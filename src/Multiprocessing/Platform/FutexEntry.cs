using System.Runtime.InteropServices;

namespace Multiprocessing.Platform;

/// <summary>One of several words that are slept on at once (struct futex_waitv).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FutexEntry
{
    internal ulong Seen;
    internal ulong Address;
    internal uint Flags;
    internal uint Reserved;
}
