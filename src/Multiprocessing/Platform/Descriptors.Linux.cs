namespace Multiprocessing.Platform;

/// <summary>The flags and numbers of descriptors.</summary>
internal static class Descriptors
{
    // A child's own descriptors have fixed low numbers. Ours stay above them, so that no dup2 in the child overwrites one that is still
    // needed.
    private const int FirstFree = 10;

    /// <summary>
    /// Duplicates a descriptor, as one that children do not inherit; negative where this process may have no more descriptors.
    /// </summary>
    internal static int TryDuplicate(int descriptor) => Libc.FileControl(descriptor, Libc.F_DUPFD_CLOEXEC, FirstFree);

    internal static void Close(int descriptor)
    {
        if (descriptor >= 0) _ = Libc.Close(descriptor);
    }

    /// <summary>
    /// Whether a standard stream is really open. Where it was closed, the runtime soon opens something else under its number, close-on-exec
    /// like everything that the runtime opens.
    /// </summary>
    internal static bool IsInheritable(int descriptor) =>
        Libc.FileControl(descriptor, Libc.F_GETFD, 0) is >= 0 and var flags && (flags & Libc.FD_CLOEXEC) == 0;

    internal static void SetCloseOnExec(int descriptor) => _ = Libc.FileControl(descriptor, Libc.F_SETFD, Libc.FD_CLOEXEC);

    internal static void SetNonBlocking(int descriptor) =>
        _ = Libc.FileControl(descriptor, Libc.F_SETFL, Libc.FileControl(descriptor, Libc.F_GETFL, 0) | Libc.O_NONBLOCK);

    /// <summary>Moves a descriptor above the numbers that a child's own descriptors have.</summary>
    /// <returns>The descriptor that takes its place; negative where this process may have no more descriptors, and then the given one is
    /// closed.</returns>
    internal static int Raise(int descriptor)
    {
        if (descriptor >= FirstFree) return descriptor;
        var raised = TryDuplicate(descriptor);
        Close(descriptor);
        return raised;
    }

    /// <summary>Makes the exception for a call that has just failed to create something.</summary>
    internal static SystemCallException Failure(string what)
    {
        var error = Libc.LastError;
        var remedy = error == Libc.EMFILE ? " This process has too many files open: raise its limit (ulimit -n) or close some." : "";
        return new SystemCallException($"Could not create {what}: {SystemError.Describe(error)}.{remedy}");
    }
}
