namespace Multiprocessing.Platform;

/// <summary>
/// A folder in the temporary folder that only this user may enter, for the socket of a listener. As long as the listener's process lives,
/// it keeps a file in the folder locked, and the kernel ends the lock with the process. Hence a process that finds the file unlocked knows
/// that the folder is forsaken, and removes it.
/// </summary>
internal sealed class ListenerFolder : IDisposable
{
    private const string Prefix = "multiprocessing-listener-";
    private const string SocketName = "listener";
    private const string LockName = "lock";

    private readonly FileStream _lock;

    internal ListenerFolder()
    {
        RemoveForsaken(Path.GetTempPath());
        Name = Directory.CreateTempSubdirectory(Prefix).FullName;
        _lock = new FileStream(Path.Combine(Name, LockName), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
    }

    internal string Name { get; }

    internal string SocketPath => Path.Combine(Name, SocketName);

    /// <summary>Removes the folders of processes that were killed.</summary>
    internal static void RemoveForsaken(string temporaryFolder)
    {
        try
        {
            foreach (var folder in Directory.EnumerateDirectories(temporaryFolder, Prefix + "*")) RemoveIfForsaken(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The files stay, and another process may remove them.
        }
    }

    public void Dispose()
    {
        Remove(Name);
        _lock.Dispose();
    }

    private static void RemoveIfForsaken(string folder)
    {
        using var own = OwnFolder.TryOpen(folder);
        // Without the lock the folder stays: its process lives, or has not locked it yet, or the folder is none of ours, whatever its name
        // says, since any user may make one here.
        if (own?.TryLock(LockName) == true) own.Remove(SocketName, LockName);
    }

    private static void Remove(string folder)
    {
        try
        {
            File.Delete(Path.Combine(folder, SocketName));
            File.Delete(Path.Combine(folder, LockName));
            Directory.Delete(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Another process has removed the folder, or uses it for something else.
        }
    }
}
