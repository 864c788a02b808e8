namespace Multiprocessing.Platform;

/// <summary>
/// A folder in the temporary one that only this user may enter, for the socket of a listener. As long as the listener's process lives, it
/// has a file in it locked, which the kernel sees to; so whoever finds the file unlocked knows that the folder is forsaken, and removes it.
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
            // Then they stay, and somebody else may try.
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
        // Else its process lives, or has not locked it yet, or it is none of ours, whatever its name says: anybody may make one here.
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
            // Somebody has removed it, or uses it for something else.
        }
    }
}
