using System.Text;

namespace Multiprocessing.Platform;

/// <content>Files in /dev/shm.</content>
internal static unsafe partial class SegmentFile
{
    private const int OwnerOnly = 0x180;
    private const int LongestName = 255;

    // How often to try, a millisecond apart, to mark a segment as in use: a process that removes forsaken segments holds the lock for some
    // microseconds.
    private const int MaxTriesToShare = 100;

    internal static partial string Folder => "/dev/shm";

    internal static partial string CheckName(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        // Python writes names with the slash that the system asks for, and shows them without it.
        var listed = name[0] == '/' ? name[1..] : name;
        return IsName(listed) ? listed : throw new ArgumentException($"'{name}' cannot be the name of a shared memory segment: it is a " +
            $"file's name, without a folder, of at most {LongestName} bytes.", nameof(name));
    }

    internal static partial bool IsName(string listed) =>
        listed is not ("" or "." or "..") && !listed.AsSpan().ContainsAny('/', '\0') && Encoding.UTF8.GetByteCount(listed) <= LongestName;

    internal static partial void RequireRoom(long size)
    {
        if (!Directory.Exists(Folder))
        {
            throw new PlatformNotSupportedException($"Named shared memory is in {Folder}, which this system does not have.");
        }

        var drive = new DriveInfo(Folder);
        // A size of 0 says that there is no limit.
        if (drive.TotalSize != 0 && drive.AvailableFreeSpace < size)
        {
            throw new InsufficientMemoryException($"{Folder} has room for {drive.AvailableFreeSpace} bytes, not for {size}; in a " +
                "container it can be made larger, as by docker's --shm-size.");
        }
    }

    internal static partial OsHandle TryCreateUnnamed(long size)
    {
        var descriptor = Libc.Open(Folder, Libc.O_TMPFILE | Libc.O_RDWR | Libc.O_CLOEXEC, OwnerOnly);
        return descriptor < 0 ? OsHandle.None : WithSize(descriptor, size);
    }

    internal static partial bool TryName(OsHandle file, string name)
    {
        if (Libc.Link(Libc.AT_FDCWD, $"/proc/self/fd/{file.Descriptor}", Libc.AT_FDCWD, $"{Folder}/{name}", Libc.AT_SYMLINK_FOLLOW) == 0)
        {
            return true;
        }

        var error = Libc.LastError;
        return error == Libc.EEXIST ? false : throw Failure(name, error);
    }

    internal static partial OsHandle TryCreate(string name, long size)
    {
        var descriptor = Libc.SharedMemoryOpen("/" + name, Libc.O_CREAT | Libc.O_EXCL | Libc.O_RDWR, OwnerOnly);
        if (descriptor >= 0) return WithSize(descriptor, size);
        var error = Libc.LastError;
        return error == Libc.EEXIST ? OsHandle.None : throw Failure(name, error);
    }

    internal static partial OsHandle Open(string name)
    {
        var descriptor = Libc.SharedMemoryOpen("/" + name, Libc.O_RDWR, 0);
        return descriptor >= 0 ? OsHandle.Of(descriptor) : throw Failure(name, Libc.LastError);
    }

    internal static partial (FileIdentity Identity, long Size, bool HasName) Look(OsHandle file) =>
        Look(file.Descriptor, "", Libc.AT_EMPTY_PATH) ?? throw Failure("", Libc.LastError);

    // A shared lock belongs to the open file description, which the mapping keeps.
    internal static partial void Share(OsHandle file)
    {
        for (var tries = 0; Libc.LockFile(file.Descriptor, Libc.LOCK_SH_NB) != 0 && tries < MaxTriesToShare; tries++) Thread.Sleep(1);
    }

    internal static partial bool TryRemoveForsaken(string name, FileIdentity identity)
    {
        if (!Leads(name, identity)) return true;
        var descriptor = Libc.SharedMemoryOpen("/" + name, Libc.O_RDWR, 0);
        if (descriptor < 0) return Libc.LastError == Libc.ENOENT;
        try
        {
            // The lock is kept until the name is gone, so no process begins to use the segment in between.
            return Libc.LockFile(descriptor, Libc.LOCK_EX_NB) == 0 && (Remove(name, identity) || !Leads(name, identity));
        }
        finally
        {
            Descriptors.Close(descriptor);
        }
    }

    internal static partial bool Leads(string name, FileIdentity identity) =>
        Look(Libc.AT_FDCWD, $"{Folder}/{name}", Libc.AT_SYMLINK_NOFOLLOW)?.Identity == identity;

    internal static partial bool Remove(string name, FileIdentity identity) =>
        Leads(name, identity) && Libc.SharedMemoryUnlink("/" + name) == 0;

    private static (FileIdentity Identity, long Size, bool HasName)? Look(int directory, string path, int flags)
    {
        if (Libc.Status(directory, path, flags, Libc.STATX_INO | Libc.STATX_NLINK | Libc.STATX_SIZE | Libc.STATX_BTIME,
            out var status) != 0)
        {
            return null;
        }

        var identity =
            new FileIdentity(((long)status.DeviceMajor << 32) | status.DeviceMinor, (long)status.Number,
            (status.BornSeconds * 1_000_000_000) + status.BornNanoseconds);
        return (identity, status.Size, status.Links > 0);
    }

    private static OsHandle WithSize(int descriptor, long size)
    {
        if (Libc.Truncate(descriptor, size) == 0 && TryTakeRoom(descriptor, size)) return OsHandle.Of(descriptor);
        var error = Libc.LastError;
        Descriptors.Close(descriptor);
        throw error == Libc.ENOSPC
            ? new InsufficientMemoryException($"{Folder} has no room for {size} bytes; in a container it can be made larger, as by " +
                "docker's --shm-size.")
            : new IOException($"A shared memory segment of {size} bytes could not be made: {SystemError.Describe(error)}.");
    }

    // Takes the memory now: where it turns out to be missing later, a write kills the process.
    private static bool TryTakeRoom(int descriptor, long size)
    {
        int result;
        do result = Libc.Allocate(descriptor, 0, 0, size);
        while (result != 0 && Libc.LastError == Libc.EINTR);
        return result == 0 || Libc.LastError == Libc.EOPNOTSUPP;
    }

    private static Exception Failure(string name, int error) => error switch
    {
        Libc.ENOENT => new FileNotFoundException($"There is no shared memory segment named '{name}'.", name),
        Libc.EACCES or Libc.EPERM => new UnauthorizedAccessException($"The shared memory segment '{name}' may not be opened: it belongs " +
            "to another user."),
        _ => new IOException($"The shared memory segment '{name}' could not be opened: {SystemError.Describe(error)}."),
    };
}
