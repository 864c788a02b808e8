using Multiprocessing.Common;
using Multiprocessing.Launching;

namespace Multiprocessing;

/// <summary>
/// This process, as a member of its tree. Thread-safe. (Python: <c>current_process()</c>, <c>parent_process()</c>,
/// <c>active_children()</c>.)
/// </summary>
public static class CurrentProcess
{
    // How long a program that ends by an unhandled exception waits for its children to be gone, in milliseconds.
    private const int PatienceAtCrash = 2000;

    private static ParentProcess? s_parent;
    private static int s_watchesExit;

    /// <summary>The name of this process: <c>MainProcess</c>, or the name that its parent gave it. May be set.</summary>
    /// <exception cref="ArgumentException">The name is empty or holds a zero character.</exception>
    public static string Name
    {
        get => ProcessIdentity.Name;
        set
        {
            ProcessName.Check(value);
            ProcessIdentity.Name = value;
        }
    }

    /// <summary>Whether this process is a daemon: terminated when its parent exits, and without children of its own.</summary>
    public static bool IsDaemon => ProcessIdentity.IsDaemon;

    /// <summary>The process that started this one; null in a main process.</summary>
    public static ParentProcess? Parent => ProcessIdentity.IsChild ? s_parent ?? MakeParent() : null;

    /// <summary>The children of this process that are still running. (Python: <c>active_children()</c>.)</summary>
    public static IReadOnlyList<ChildProcess> Children => [.. ActiveChildren.Snapshot().Where(static child => child.IsAlive)];

    /// <summary>
    /// Raised when the program is about to end, and its children with it. The program waits for the tasks that are returned.
    /// </summary>
    internal static event Func<Task>? Exiting;

    internal static void RequireMayHaveChildren()
    {
        if (IsDaemon)
        {
            throw new InvalidOperationException("A daemon process may not have children: they would outlive nobody's care when it is " +
                "terminated. Start it with IsDaemon = false.");
        }
    }

    /// <summary>Makes children end with the program; called when one is started.</summary>
    internal static void WatchExit()
    {
        if (Interlocked.Exchange(ref s_watchesExit, 1) == 0) ProgramEnd.Add(EndStep.Children, EndChildren, KillChildren);
    }

    private static ParentProcess MakeParent()
    {
        Interlocked.CompareExchange(ref s_parent, new ParentProcess(ProcessIdentity.ParentName, ProcessIdentity.ParentId), null);
        return s_parent;
    }

    // As in Python: at a normal exit daemons are terminated, then all children are waited for. A child that another thread starts from now
    // on is not waited for: it dies with this process. The runtime may call this on a thread of its own, whichever thread asked for the
    // exit.
    private static void EndChildren()
    {
        SpareProcesses.Instance.Close();
        // All children are told before any is waited for.
        if (Exiting is { } exiting) Task.WaitAll([.. exiting.GetInvocationList().Select(static ends => ((Func<Task>)ends)())]);
        var children = ActiveChildren.Snapshot();
        foreach (var child in children)
        {
            if (child.State.IsServant) child.State.KillSoon();
            else if (child.IsDaemon) child.State.TerminateAtExit();
        }

        foreach (var child in children) child.State.JoinAtExit();
    }

    // Runs after an unhandled exception. The kernel would kill the children in a moment, but then nobody would remove what they leave in
    // the temporary folder. Other code's locks may be held, so nothing but the children is touched.
    private static void KillChildren()
    {
        SpareProcesses.Instance.Close();
        var children = ActiveChildren.Snapshot();
        foreach (var child in children) child.State.KillSoon();
        Task.WaitAll([.. children.Select(static child => child.State.Exited)], PatienceAtCrash);
    }
}
