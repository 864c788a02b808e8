namespace Multiprocessing.Platform;

/// <summary>
/// A folder of this user's in a place where other users make folders and links too, as the temporary one. It is opened once and looked at;
/// what is done then is done to that folder and to files in it, without following a link, whatever its name leads to meanwhile.
/// </summary>
internal sealed class OwnFolder : IDisposable
{
    private const uint OnlyForUser = Libc.S_IFDIR | 0b111_000_000;
    private const uint Modes = Libc.S_IFMT | 0xFFF;

    private readonly string _path;
    private readonly int _descriptor;
    private int _lock = -1;

    private OwnFolder(string path, int descriptor) => (_path, _descriptor) = (path, descriptor);

    /// <summary>Opens the folder if it is one, no link, this user's, and nobody else may enter it.</summary>
    internal static OwnFolder? TryOpen(string path)
    {
        var descriptor = Libc.Open(path, Libc.O_DIRECTORY_NOFOLLOW | Libc.O_CLOEXEC, 0);
        if (descriptor < 0) return null;
        if (IsOwn(descriptor, OnlyForUser, Modes)) return new OwnFolder(path, descriptor);
        _ = Libc.Close(descriptor);
        return null;
    }

    /// <summary>
    /// Takes the lock of a file in it until <see cref="Dispose"/>; false if another process has it, or there is no such file of this
    /// user's.
    /// </summary>
    internal bool TryLock(string name)
    {
        // Were it a pipe, it would not be waited for.
        _lock = Libc.OpenAt(_descriptor, name, Libc.O_RDWR | Libc.O_NOFOLLOW | Libc.O_NONBLOCK | Libc.O_CLOEXEC, 0);
        return _lock >= 0 && IsOwn(_lock, Libc.S_IFREG, Libc.S_IFMT) && Libc.LockFile(_lock, Libc.LOCK_EX_NB) == 0;
    }

    /// <summary>Removes files in it, and the folder if nothing else is left.</summary>
    internal void Remove(params ReadOnlySpan<string> names)
    {
        foreach (var name in names) _ = Libc.UnlinkAt(_descriptor, name, 0);
        // Of a link that has taken its place, nothing is removed.
        _ = Libc.UnlinkAt(Libc.AT_FDCWD, _path, Libc.AT_REMOVEDIR);
    }

    public void Dispose()
    {
        if (_lock >= 0) _ = Libc.Close(_lock);
        _ = Libc.Close(_descriptor);
    }

    private static bool IsOwn(int descriptor, uint mode, uint mask) =>
        Libc.Status(descriptor, "", Libc.AT_EMPTY_PATH, Libc.STATX_TYPE_MODE | Libc.STATX_UID, out var status) == 0
            && status.User == Libc.EffectiveUser() && (status.Mode & mask) == mode;
}
