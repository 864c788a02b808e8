namespace Multiprocessing.Platform;

/// <content>A pidfd.</content>
internal static unsafe partial class ProcessHandle
{
    // Python's multiprocessing reports this when other code has collected a child's status.
    private const int UnknownExitCode = 255;

    // The system's structure siginfo_t has 128 bytes, with the kind of end, the process and its status at these places.
    private const int InformationSize = 128, KindAt = 8, ProcessAt = 16, StatusAt = 24, Exited = 1;

    internal static partial ExitStatus? ExitStatus(OsHandle process) => Wait(process, Libc.WNOHANG | Libc.WNOWAIT);

    internal static partial void Reap(OsHandle process) => Wait(process, Libc.WNOHANG);

    internal static partial void End(OsHandle process, EndRequest request) =>
        Libc.SystemCall(Libc.PidfdSendSignalNumber, process.Descriptor, EndSignals.NumberOf(request), 0, 0);

    internal static partial void KillAndReap(OsHandle process)
    {
        End(process, EndRequest.Kill);
        _ = Wait(process, 0);
    }

    /// <summary>Opens a pidfd of a child; <see cref="OsHandle.None"/> where this process may have no more descriptors.</summary>
    internal static OsHandle TryOpen(int pid) => OsHandle.Of((nint)Libc.SystemCall(Libc.PidfdOpenNumber, pid, 0, 0, 0));

    /// <summary>Kills a child for which there is no descriptor, and collects its status.</summary>
    internal static void KillAndReap(int pid)
    {
        _ = Libc.Kill(pid, Libc.SIGKILL);
        byte* information = stackalloc byte[InformationSize];
        while (Libc.WaitId(Libc.P_PID, pid, information, Libc.WEXITED) != 0 && Libc.LastError == Libc.EINTR)
        {
        }
    }

    private static ExitStatus? Wait(OsHandle process, int options)
    {
        byte* information = stackalloc byte[InformationSize];
        new Span<byte>(information, InformationSize).Clear();
        int result;
        do { result = Libc.WaitId(Libc.P_PIDFD, process.Descriptor, information, Libc.WEXITED | options); }
        while (result != 0 && Libc.LastError == Libc.EINTR);
        if (result != 0) return new ExitStatus(UnknownExitCode);
        if (*(int*)(information + ProcessAt) == 0) return null;
        var status = *(int*)(information + StatusAt);
        return new ExitStatus(*(int*)(information + KindAt) == Exited ? status : -status);
    }
}
