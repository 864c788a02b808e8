using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Multiprocessing.Platform;

/// <summary>Makes and closes the descriptors that connect a parent with a child; none is ever inherited by accident.</summary>
internal static unsafe class Descriptors
{
    // A child's own descriptors have fixed low numbers; ours stay above them, so that no dup2 in the child overwrites one that is still
    // needed.
    private const int FirstFree = 10;

    internal static (int Parent, int Child) SocketPair()
    {
        int* pair = stackalloc int[2];
        if (Libc.SocketPair(Libc.AF_UNIX, Libc.SOCK_STREAM | Libc.SOCK_CLOEXEC, 0, pair) != 0) throw Failure("a control socket");
        return Raise(pair[0], pair[1]);
    }

    internal static (int Read, int Write) Pipe()
    {
        int* pair = stackalloc int[2];
        if (Libc.Pipe2(pair, Libc.O_CLOEXEC) != 0) throw Failure("a pipe");
        return Raise(pair[0], pair[1]);
    }

    /// <summary>One more descriptor of what a handle has open, which children do not inherit.</summary>
    /// <exception cref="ObjectDisposedException">The handle is closed.</exception>
    /// <exception cref="IOException">There is no descriptor left.</exception>
    internal static SafeFileHandle Duplicate(SafeHandle handle)
    {
        var isHeld = false;
        try
        {
            handle.DangerousAddRef(ref isHeld);
            var descriptor = TryDuplicate((int)handle.DangerousGetHandle());
            if (descriptor < 0)
            {
                throw new IOException($"An open file or socket could not have a second descriptor: {Libc.Describe(Libc.LastError)}.");
            }

            return new SafeFileHandle(descriptor, ownsHandle: true);
        }
        finally
        {
            if (isHeld) handle.DangerousRelease();
        }
    }

    /// <summary>One more descriptor of what one has open, which children do not inherit; negative where there is none left.</summary>
    internal static int TryDuplicate(int descriptor) => Libc.FileControl(descriptor, Libc.F_DUPFD_CLOEXEC, FirstFree);

    internal static void Close(int descriptor)
    {
        if (descriptor >= 0) _ = Libc.Close(descriptor);
    }

    /// <summary>
    /// Whether a standard stream is what its number says: where it was closed, the runtime soon opens something else under the number,
    /// close-on-exec as all it opens.
    /// </summary>
    internal static bool IsInheritable(int descriptor) =>
        Libc.FileControl(descriptor, Libc.F_GETFD, 0) is >= 0 and var flags && (flags & Libc.FD_CLOEXEC) == 0;

    internal static void SetCloseOnExec(int descriptor) => _ = Libc.FileControl(descriptor, Libc.F_SETFD, Libc.FD_CLOEXEC);

    internal static void SetNonBlocking(int descriptor) =>
        _ = Libc.FileControl(descriptor, Libc.F_SETFL, Libc.FileControl(descriptor, Libc.F_GETFL, 0) | Libc.O_NONBLOCK);

    private static (int First, int Second) Raise(int first, int second)
    {
        first = Raise(first);
        if (first >= 0) second = Raise(second);
        if (first >= 0 && second >= 0) return (first, second);
        var failure = Failure("a descriptor");
        Close(first);
        Close(second);
        throw failure;
    }

    /// <summary>Moves a descriptor above the numbers that a child's own ones have.</summary>
    /// <returns>The descriptor that takes its place; negative where this process may not have one more, and then it is closed.</returns>
    internal static int Raise(int descriptor)
    {
        if (descriptor >= FirstFree) return descriptor;
        var raised = TryDuplicate(descriptor);
        Close(descriptor);
        return raised;
    }

    internal static SystemCallException Failure(string what)
    {
        var error = Libc.LastError;
        var remedy = error == Libc.EMFILE ? " This process has too many files open: raise its limit (ulimit -n) or close some." : "";
        return new SystemCallException($"Could not create {what}: {Libc.Describe(error)}.{remedy}");
    }
}
