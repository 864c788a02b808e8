namespace Multiprocessing.Platform;

/// <summary>
/// The child's end of a pipe that only its parent holds open. When the parent is gone, however it died, the kernel itself kills the
/// child: no thread of ours has to run for it, so it works while the child spins, blocks in native code or collects garbage.
/// </summary>
internal static unsafe class Lifeline
{
    /// <summary>Ties this process's life to its parent's.</summary>
    internal static void Arm()
    {
        const int lifeline = Spawner.LifelineDescriptor;
        Descriptors.SetCloseOnExec(lifeline);
        var armed = Libc.FileControl(lifeline, Libc.F_SETOWN, Environment.ProcessId) == 0
            && Libc.FileControl(lifeline, Libc.F_SETSIG, Libc.SIGKILL) == 0
            && Libc.FileControl(lifeline, Libc.F_SETFL, Libc.O_ASYNC | Libc.O_NONBLOCK) == 0;
        if (!armed) WatchByThread();
        // The signal tells of changes only, so a parent that died before the lifeline was armed is looked for once.
        if (!WaitForEnd(0)) return;
        RuntimeFiles.RemoveOwn();
        Libc.ExitNow(1);
    }

    /// <summary>Waits until the parent is gone; false when it is still there after the time given (in milliseconds, -1 for ever).</summary>
    internal static bool WaitForEnd(int milliseconds)
    {
        var descriptor = new Libc.PollDescriptor { Descriptor = Spawner.LifelineDescriptor, Events = Libc.POLLIN };
        int ready;
        do { ready = Libc.Poll(&descriptor, 1, milliseconds); }
        while (ready < 0 && Libc.LastError == Libc.EINTR);
        return ready > 0;
    }

    // For kernels that refuse O_ASYNC on a pipe (some sandboxes).
    private static void WatchByThread() => new Thread(static () =>
    {
        if (WaitForEnd(-1)) _ = Libc.Kill(Environment.ProcessId, Libc.SIGKILL);
    })
    { IsBackground = true, Name = "Multiprocessing lifeline" }.Start();
}
