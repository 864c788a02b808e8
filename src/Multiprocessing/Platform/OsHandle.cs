using System.Runtime.InteropServices;

namespace Multiprocessing.Platform;

/// <summary>
/// What the operating system gave for something open: a descriptor on Linux. A value; whoever keeps it closes it once, by
/// <see cref="OsHandles.Close"/>. The default is <see cref="None"/>.
/// </summary>
internal readonly partial record struct OsHandle
{
    // One more than the system's number, so that the default is no handle.
    private readonly nint _successor;

    private OsHandle(nint successor) => _successor = successor;

    /// <summary>Nothing open.</summary>
    internal static OsHandle None => default;

    internal bool IsOpen => _successor > 0;

    /// <summary>The handle with the system's number; <see cref="None"/> for a negative one.</summary>
    internal static OsHandle Of(nint number) => number < 0 ? None : new OsHandle(number + 1);

    /// <summary>What a safe handle has open, which must not be closed meanwhile.</summary>
    internal static OsHandle Of(SafeHandle handle) => Of(handle.DangerousGetHandle());
}
