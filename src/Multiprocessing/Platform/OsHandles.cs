using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Multiprocessing.Platform;

/// <summary>Makes, duplicates and closes the handles that connect processes; no child inherits one by accident.</summary>
internal static partial class OsHandles
{
    /// <summary>Makes a channel in both directions between a parent and a child.</summary>
    /// <exception cref="SystemCallException">The system has no handle left.</exception>
    internal static partial (OsHandle Parent, OsHandle Child) ControlChannel();

    /// <summary>Makes a pipe.</summary>
    /// <exception cref="SystemCallException">The system has no handle left.</exception>
    internal static partial (OsHandle Read, OsHandle Write) Pipe();

    /// <summary>Duplicates the handle that a safe handle has.</summary>
    /// <exception cref="ObjectDisposedException">The safe handle is closed.</exception>
    /// <exception cref="IOException">This process may have no more handles.</exception>
    internal static partial SafeFileHandle Duplicate(SafeHandle handle);

    /// <summary>Duplicates a handle; <see cref="OsHandle.None"/> where this process may have no more.</summary>
    internal static partial OsHandle TryDuplicate(OsHandle handle);

    /// <summary>Closes a handle; does nothing for <see cref="OsHandle.None"/>.</summary>
    internal static partial void Close(OsHandle handle);

    /// <summary>Makes a safe handle, which the garbage collector closes if no code does.</summary>
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
