namespace Multiprocessing.Platform;

/// <summary>Reads how a child ended and sends it signals, by its pidfd, which no reuse of process ids can fool.</summary>
internal static unsafe class ProcessDescriptor
{
    // What Python's multiprocessing reports when somebody else has collected a child's status.
    private const int UnknownExitCode = 255;

    internal static int Open(int pid)
    {
        var descriptor = (int)Libc.SystemCall(Libc.PidfdOpenNumber, pid, 0, 0, 0);
        return descriptor >= 0 ? descriptor
            : throw Descriptors.Failure("a process descriptor");
    }

    /// <summary>Looks how a child ended: its exit code, or minus the number of the signal that killed it; null while it runs.</summary>
    internal static int? ExitCode(int descriptor) => Wait(descriptor, Libc.WNOWAIT);

    /// <summary>Collects the status of an ended child, after which its id may be another process's.</summary>
    internal static void Reap(int descriptor) => Wait(descriptor, 0);

    private static int? Wait(int descriptor, int options)
    {
        byte* information = stackalloc byte[128];
        new Span<byte>(information, 128).Clear();
        int result;
        do { result = Libc.WaitId(Libc.P_PIDFD, descriptor, information, Libc.WEXITED | Libc.WNOHANG | options); }
        while (result != 0 && Libc.LastError == Libc.EINTR);
        if (result != 0) return UnknownExitCode;
        if (*(int*)(information + 16) == 0) return null;
        var exited = *(int*)(information + 8) == 1;
        var status = *(int*)(information + 24);
        return exited ? status : -status;
    }

    /// <summary>Asks it, or makes it, to end; nothing happens to one that has ended.</summary>
    internal static void End(int descriptor, EndRequest request) =>
        Libc.SystemCall(Libc.PidfdSendSignalNumber, descriptor, EndSignals.NumberOf(request), 0, 0);

    /// <summary>Kills a child of which there is no descriptor, and collects its status.</summary>
    internal static void KillAndReap(int pid)
    {
        _ = Libc.Kill(pid, Libc.SIGKILL);
        byte* information = stackalloc byte[128];
        const int ByPid = 1;
        while (Libc.WaitId(ByPid, pid, information, Libc.WEXITED) != 0 && Libc.LastError == Libc.EINTR)
        {
        }
    }
}
