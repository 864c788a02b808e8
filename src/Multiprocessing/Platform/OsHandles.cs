using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Multiprocessing.Platform;

/// <summary>Makes, doubles and closes the handles that connect processes; no child inherits one by accident.</summary>
internal static partial class OsHandles
{
    /// <summary>Makes a channel in both directions between a parent and a child.</summary>
    /// <exception cref="SystemCallException">The system has no handle left.</exception>
    internal static partial (OsHandle Parent, OsHandle Child) ControlChannel();

    /// <summary>Makes a pipe.</summary>
    /// <exception cref="SystemCallException">The system has no handle left.</exception>
    internal static partial (OsHandle Read, OsHandle Write) Pipe();

    /// <summary>One more handle of what a safe handle has open.</summary>
    /// <exception cref="ObjectDisposedException">The handle is closed.</exception>
    /// <exception cref="IOException">There is no handle left.</exception>
    internal static partial SafeFileHandle Duplicate(SafeHandle handle);

    /// <summary>One more handle of what one has open; <see cref="OsHandle.None"/> where there is none left.</summary>
    internal static partial OsHandle TryDuplicate(OsHandle handle);

    /// <summary>Closes a handle; nothing happens to <see cref="OsHandle.None"/>.</summary>
    internal static partial void Close(OsHandle handle);

    /// <summary>A handle that the garbage collector closes if nobody else does.</summary>
    internal static SafeFileHandle Own(OsHandle handle) => new(OsNumber(handle), ownsHandle: true);

    /// <summary>Takes a handle from its owner, which does not close it any more.</summary>
    internal static OsHandle TakeFrom(SafeHandle owner)
    {
        var handle = OsHandle.Of(owner);
        owner.SetHandleAsInvalid();
        return handle;
    }

    private static partial nint OsNumber(OsHandle handle);
}
