using System.Globalization;
using Multiprocessing.Launching;
using Multiprocessing.Memory;
using Multiprocessing.Platform;

namespace Multiprocessing;

/// <summary>This process, as a member of its tree. Thread-safe. (Python: <c>current_process()</c>, <c>parent_process()</c>, <c>active_children()</c>.)</summary>
public static class CurrentProcess
{
    // How long a program that ends by an unhandled exception waits for its children to be gone, in milliseconds.
    private const int PatienceAtCrash = 2000;

    private static string s_name = "MainProcess";
    private static int s_lastChild;
    private static int s_watchesExit;
    private static int s_watchesSegments;

    /// <summary>The name of this process: <c>MainProcess</c>, or the name that its parent gave it. It may be set.</summary>
    /// <exception cref="ArgumentException">The name is empty or holds a zero character.</exception>
    public static string Name
    {
        get => s_name;
        set
        {
            ProcessName.Check(value);
            s_name = value;
        }
    }

    /// <summary>Whether this process is a daemon: terminated when its parent exits, and without children of its own.</summary>
    public static bool IsDaemon { get; private set; }

    /// <summary>The process that started this one; null in a main process.</summary>
    public static ParentProcess? Parent { get; private set; }

    /// <summary>The children of this process that are still running. (Python: <c>active_children()</c>.)</summary>
    public static IReadOnlyList<ChildProcess> Children => [.. ActiveChildren.Snapshot().Where(static child => child.IsAlive)];

    /// <summary>The program is about to end, and its children with it. It waits for the tasks that are returned.</summary>
    internal static event Func<Task>? Exiting;

    internal static string Identity { get; private set; } = "";

    /// <summary>Which child of its parent this process is, by the parent's count; 0 in a main process.</summary>
    internal static int NumberAmongSiblings => LastNumber(Identity);

    internal static void BecomeChild(Job job)
    {
        // Not by the property, whose check is a millisecond's work when it is the first to search a text.
        s_name = job.Name;
        Identity = job.Identity;
        IsDaemon = job.IsDaemon;
        Parent = new ParentProcess(job.ParentName, job.ParentId);
    }

    internal static string NextIdentity()
    {
        var number = Interlocked.Increment(ref s_lastChild);
        return Identity.Length == 0 ? $"{number}" : $"{Identity}:{number}";
    }

    /// <summary>The number that <see cref="NextIdentity"/> has given.</summary>
    internal static int LastNumber(string identity) => identity.Length == 0 ? 0 : int.Parse(identity.AsSpan(identity.LastIndexOf(':') + 1), CultureInfo.InvariantCulture);

    internal static void RequireMayHaveChildren()
    {
        if (IsDaemon) throw new InvalidOperationException("A daemon process may not have children: they would outlive nobody's care when it is terminated. Start it with IsDaemon = false.");
    }

    internal static void WatchExit()
    {
        if (Interlocked.Exchange(ref s_watchesExit, 1) != 0) return;
        AppDomain.CurrentDomain.ProcessExit += static (_, _) => EndChildren();
        AppDomain.CurrentDomain.UnhandledException += static (_, _) => KillChildren();
    }

    /// <summary>Named segments are used: those that a killed program has left are looked for.</summary>
    internal static void WatchSegments()
    {
        if (Parent is not null || Interlocked.Exchange(ref s_watchesSegments, 1) != 0) return;
        WatchExit();
        LeftoverSweeps.Plan(SegmentFile.Folder);
    }

    // As in Python: at a normal exit daemons are terminated, then all children are waited for. What another thread starts from now on is not
    // waited for: it dies with this process. The runtime may call this on a thread of its own, whichever thread asked for the exit.
    private static void EndChildren()
    {
        SpareProcesses.Instance.Close();
        // All are told before any is waited for.
        if (Exiting is { } exiting) Task.WaitAll([.. exiting.GetInvocationList().Select(static ends => ((Func<Task>)ends)())]);
        var children = ActiveChildren.Snapshot();
        foreach (var child in children)
        {
            if (child.State.IsServant) child.State.KillSoon();
            else if (child.IsDaemon) child.State.TerminateAtExit();
        }

        foreach (var child in children) child.State.JoinAtExit();
        NamedMemory.RemoveOwn();
        LeftoverSweeps.AtExit();
    }

    // After an unhandled exception. The kernel would kill them in a moment, but nobody would remove what they leave in the temporary folder then. Other code's locks may be held, so nothing but the children is touched.
    private static void KillChildren()
    {
        SpareProcesses.Instance.Close();
        var children = ActiveChildren.Snapshot();
        foreach (var child in children) child.State.KillSoon();
        Task.WaitAll([.. children.Select(static child => child.State.Exited)], PatienceAtCrash);
    }
}
