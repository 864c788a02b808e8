using Multiprocessing.Common;

namespace Multiprocessing.Platform;

/// <summary>
/// Decides when to look through the temporary folders of children for files that dead processes have left: once for each folder, after the
/// program's first child has started there, for files of earlier programs; and after a child was killed, since its own children die with
/// it. Each time, and when the program first uses a named segment, segments of dead programs are looked for too. This runs on a thread of
/// its own, not while a child starts, and seldom; or at the program's end, if the program is short.
/// </summary>
internal static class LeftoverSweeps
{
    private static readonly TimeSpan s_delay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_patienceAtExit = TimeSpan.FromMilliseconds(100);

    // With these pauses, looking takes half a hundredth of one processor at most, however many files there are.
    private const int PausesPerSweep = 200;

    // One more thread takes hundreds of MiB of addresses, for its stack and for what the C library allocates in it. A process that may have
    // fewer addresses than this looks at its end alone.
    private const ulong MinAddresses = 1UL << 36;

    private static readonly Lock s_gate = new();
    private static readonly HashSet<string> s_known = [];
    private static readonly HashSet<string> s_due = [];
    private static string? s_last;
    private static long s_notBefore;
    private static bool s_planned;
    private static int s_watchesSegments;

    /// <summary>Called when a child has been started.</summary>
    /// <param name="folder">The child's temporary folder.</param>
    internal static void OnStarted(string folder)
    {
        // Most children have the same folder.
        if (folder == s_last) return;
        s_last = folder;
        // A program looks once, by its first process.
        if (ProcessIdentity.IsChild) return;
        bool isNew;
        lock (s_gate) isNew = s_known.Add(folder);
        if (isNew) Plan(folder);
    }

    /// <summary>Looks, once, for named segments that a killed program has left; called when a named segment is used.</summary>
    internal static void OnSegmentUsed()
    {
        if (ProcessIdentity.IsChild || Interlocked.Exchange(ref s_watchesSegments, 1) != 0) return;
        Plan(SegmentFile.Folder);
    }

    /// <summary>Plans a look through a folder in which something may have been left.</summary>
    internal static void Plan(string folder)
    {
        lock (s_gate)
        {
            if (s_due.Count == 0) ProgramEnd.Add(EndStep.Leftovers, AtExit);
            s_due.Add(folder);
            if (s_planned || TreeMemory.AddressLimit < MinAddresses) return;
            s_planned = true;
        }

        try
        {
            new Thread(SweepLater) { IsBackground = true, Name = "Multiprocessing leftovers" }.UnsafeStart();
        }
        catch (Exception failure) when (failure is OutOfMemoryException or ThreadStartException)
        {
            // No thread can be started: the end of the program looks, or the next program.
        }
    }

    // The program ends, and its children have ended.
    private static void AtExit() => Sweep(s_patienceAtExit);

    private static void SweepLater()
    {
        var wait = TimeSpan.FromMilliseconds(Math.Max(s_delay.TotalMilliseconds, Volatile.Read(ref s_notBefore) - Environment.TickCount64));
        Thread.Sleep(wait);
        lock (s_gate) s_planned = false;
        Sweep(s_patience);
    }

    private static void Sweep(TimeSpan patience)
    {
        string[] folders;
        lock (s_gate)
        {
            folders = [.. s_due];
            s_due.Clear();
        }

        if (folders.Length == 0) return;
        var began = Environment.TickCount64;
        foreach (var folder in folders) StaleRuntimeFiles.Remove(folder, patience);
        StaleSegments.Remove(patience);
        var ended = Environment.TickCount64;
        Volatile.Write(ref s_notBefore, ended + ((ended - began) * PausesPerSweep));
    }
}
