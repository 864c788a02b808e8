using System.Runtime.InteropServices;

namespace Multiprocessing.Platform;

/// <summary>
/// The operating system's handle of something open: a descriptor on Linux. A value, which its owner closes once, by
/// <see cref="OsHandles.Close"/>. The default is <see cref="None"/>.
/// </summary>
internal readonly partial record struct OsHandle
{
    // The system's number plus one, so that the default is no handle.
    private readonly nint _successor;

    private OsHandle(nint successor) => _successor = successor;

    /// <summary>The handle of nothing.</summary>
    internal static OsHandle None => default;

    internal bool IsOpen => _successor > 0;

    /// <summary>Makes the handle with the system's number; <see cref="None"/> for a negative one.</summary>
    internal static OsHandle Of(nint number) => number < 0 ? None : new OsHandle(number + 1);

    /// <summary>Returns the handle that a safe handle has; the safe handle must not be closed meanwhile.</summary>
    internal static OsHandle Of(SafeHandle handle) => Of(handle.DangerousGetHandle());
}
