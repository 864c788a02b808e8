using System.Runtime.InteropServices;

namespace Multiprocessing.Platform;

/// <content>struct futex_waitv.</content>
[StructLayout(LayoutKind.Sequential)]
internal partial struct AddressWaitEntry
{
    internal ulong Seen;
    internal ulong Address;
    internal uint Flags;
    internal uint Reserved;
}
