namespace Multiprocessing.Platform;

/// <content>A pipe whose end makes the kernel send SIGKILL.</content>
internal static unsafe partial class Lifeline
{
    internal static partial void Arm()
    {
        const int lifeline = InheritedHandles.Lifeline;
        var armed = Libc.FileControl(lifeline, Libc.F_SETOWN, Environment.ProcessId) == 0
            && Libc.FileControl(lifeline, Libc.F_SETSIG, Libc.SIGKILL) == 0
            && Libc.FileControl(lifeline, Libc.F_SETFL, Libc.O_ASYNC | Libc.O_NONBLOCK) == 0;
        if (!armed) WatchByThread();
        // The signal reports changes only, so a parent that died before the lifeline was armed is looked for once.
        if (!WaitForEnd(0)) return;
        RuntimeFiles.RemoveOwn();
        Libc.ExitNow(1);
    }

    internal static partial bool WaitForEnd(int milliseconds)
    {
        var descriptor = new Libc.PollDescriptor { Descriptor = InheritedHandles.Lifeline, Events = Libc.POLLIN };
        int ready;
        do { ready = Libc.Poll(&descriptor, 1, milliseconds); }
        while (ready < 0 && Libc.LastError == Libc.EINTR);
        return ready > 0;
    }

    // Used where the kernel refuses O_ASYNC on a pipe, as some sandboxes do.
    private static void WatchByThread() => new Thread(static () =>
    {
        if (WaitForEnd(-1)) _ = Libc.Kill(Environment.ProcessId, Libc.SIGKILL);
    })
    { IsBackground = true, Name = "Multiprocessing lifeline" }.Start();
}
