namespace Multiprocessing.Platform;

/// <content>Descriptors of folders, so that no link is followed.</content>
internal sealed partial class OwnFolder
{
    private const uint OnlyForUser = Libc.S_IFDIR | 0b111_000_000;
    private const uint Modes = Libc.S_IFMT | 0xFFF;

    private readonly string _path;
    private readonly int _descriptor;
    private int _lock = -1;

    private OwnFolder(string path, int descriptor) => (_path, _descriptor) = (path, descriptor);

    internal static partial OwnFolder? TryOpen(string path)
    {
        var descriptor = Libc.Open(path, Libc.O_DIRECTORY_NOFOLLOW | Libc.O_CLOEXEC, 0);
        if (descriptor < 0) return null;
        if (IsOwn(descriptor, OnlyForUser, Modes)) return new OwnFolder(path, descriptor);
        _ = Libc.Close(descriptor);
        return null;
    }

    internal partial bool TryLock(string name)
    {
        // O_NONBLOCK: if the file is a pipe, opening it must not wait.
        _lock = Libc.OpenAt(_descriptor, name, Libc.O_RDWR | Libc.O_NOFOLLOW | Libc.O_NONBLOCK | Libc.O_CLOEXEC, 0);
        return _lock >= 0 && IsOwn(_lock, Libc.S_IFREG, Libc.S_IFMT) && Libc.LockFile(_lock, Libc.LOCK_EX_NB) == 0;
    }

    internal partial void Remove(params ReadOnlySpan<string> names)
    {
        foreach (var name in names) _ = Libc.UnlinkAt(_descriptor, name, 0);
        // A link that has taken the folder's place is not removed.
        _ = Libc.UnlinkAt(Libc.AT_FDCWD, _path, Libc.AT_REMOVEDIR);
    }

    public partial void Dispose()
    {
        if (_lock >= 0) _ = Libc.Close(_lock);
        _ = Libc.Close(_descriptor);
    }

    private static bool IsOwn(int descriptor, uint mode, uint mask) =>
        Libc.Status(descriptor, "", Libc.AT_EMPTY_PATH, Libc.STATX_TYPE_MODE | Libc.STATX_UID, out var status) == 0
            && status.User == Libc.EffectiveUser() && (status.Mode & mask) == mode;
}
