namespace Multiprocessing.Platform;

/// <summary>
/// Tells how a child ended, and ends it, by a handle that cannot be mistaken for another process when process ids are used again.
/// </summary>
internal static partial class ProcessHandle
{
    /// <summary>Returns how the child ended; null while it runs. Its id stays its own until <see cref="Reap"/>.</summary>
    internal static partial ExitStatus? ExitStatus(OsHandle process);

    /// <summary>Collects the status of an ended child, after which its id may be given to another process.</summary>
    internal static partial void Reap(OsHandle process);

    /// <summary>Asks a process, or makes it, to end; does nothing to a process that has ended.</summary>
    internal static partial void End(OsHandle process, EndRequest request);

    /// <summary>Kills a child, waits for its end and collects its status.</summary>
    internal static partial void KillAndReap(OsHandle process);
}
