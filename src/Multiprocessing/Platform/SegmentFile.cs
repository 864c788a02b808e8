using System.Text;

namespace Multiprocessing.Platform;

/// <summary>Files in memory under names that all programs of the machine know: what <c>shm_open</c> opens.</summary>
internal static unsafe class SegmentFile
{
    internal const string Folder = "/dev/shm";
    private const int OwnerOnly = 0x180;
    private const int LongestName = 255;

    // How often, a millisecond apart, it is tried to say that a segment is in use: whoever removes forsaken ones is there for some
    // microseconds.
    private const int MaxTriesToShare = 100;

    /// <summary>The name as it is listed in the folder.</summary>
    /// <exception cref="ArgumentException">No segment can have it.</exception>
    internal static string CheckName(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        // Python writes names with the slash that the system asks for, and shows them without.
        var listed = name[0] == '/' ? name[1..] : name;
        return IsName(listed) ? listed : throw new ArgumentException($"'{name}' cannot be the name of a shared memory segment: it is a " +
            $"file's name, without a folder, of at most {LongestName} bytes.", nameof(name));
    }

    internal static bool IsName(string listed) =>
        listed is not ("" or "." or "..") && !listed.AsSpan().ContainsAny('/', '\0') && Encoding.UTF8.GetByteCount(listed) <= LongestName;

    /// <summary>Refuses what cannot fit: a process that uses memory which is not there is killed.</summary>
    /// <exception cref="InsufficientMemoryException">There is less left.</exception>
    internal static void RequireRoom(long size)
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

    /// <summary>Makes a file that has no name yet, so that nothing is left of it if this process is killed.</summary>
    /// <returns>Its descriptor; -1 where the system has no such files.</returns>
    internal static int TryCreateUnnamed(long size)
    {
        var descriptor = Libc.Open(Folder, Libc.O_TMPFILE | Libc.O_RDWR | Libc.O_CLOEXEC, OwnerOnly);
        return descriptor < 0 ? -1 : WithSize(descriptor, size);
    }

    /// <summary>Gives a file a name.</summary>
    /// <returns>False when another one has it.</returns>
    internal static bool TryName(int descriptor, string name)
    {
        if (Libc.Link(Libc.AT_FDCWD, $"/proc/self/fd/{descriptor}", Libc.AT_FDCWD, $"{Folder}/{name}", Libc.AT_SYMLINK_FOLLOW) == 0)
        {
            return true;
        }

        var error = Libc.LastError;
        return error == Libc.EEXIST ? false : throw Failure(name, error);
    }

    /// <summary>Makes a file with a name.</summary>
    /// <returns>Its descriptor; -1 when another one has the name.</returns>
    internal static int TryCreate(string name, long size)
    {
        var descriptor = Libc.SharedMemoryOpen("/" + name, Libc.O_CREAT | Libc.O_EXCL | Libc.O_RDWR, OwnerOnly);
        if (descriptor >= 0) return WithSize(descriptor, size);
        var error = Libc.LastError;
        return error == Libc.EEXIST ? -1 : throw Failure(name, error);
    }

    /// <exception cref="FileNotFoundException">There is none of this name.</exception>
    /// <exception cref="UnauthorizedAccessException">It belongs to another user.</exception>
    /// <exception cref="IOException">It cannot be opened for another reason.</exception>
    internal static int Open(string name)
    {
        var descriptor = Libc.SharedMemoryOpen("/" + name, Libc.O_RDWR, 0);
        return descriptor >= 0 ? descriptor : throw Failure(name, Libc.LastError);
    }

    internal static (FileIdentity Identity, long Size, bool HasName) Look(int descriptor) =>
        Look(descriptor, "", Libc.AT_EMPTY_PATH) ?? throw Failure("", Libc.LastError);

    /// <summary>
    /// Says of an open segment that it is in use, so that nobody takes it for forsaken: a shared lock, which belongs to the open file
    /// description, and so lasts as long as what is mapped by way of this descriptor.
    /// </summary>
    internal static void Share(int descriptor)
    {
        for (var tries = 0; Libc.LockFile(descriptor, Libc.LOCK_SH_NB) != 0 && tries < MaxTriesToShare; tries++) Thread.Sleep(1);
    }

    /// <summary>Takes its name from a file that its owner has left behind, unless somebody uses it.</summary>
    /// <returns>Whether the name does not lead to the file any more.</returns>
    internal static bool TryRemoveForsaken(string name, FileIdentity identity)
    {
        if (!Leads(name, identity)) return true;
        var descriptor = Libc.SharedMemoryOpen("/" + name, Libc.O_RDWR, 0);
        if (descriptor < 0) return Libc.LastError == Libc.ENOENT;
        try
        {
            // The lock is kept until the name is gone, so nobody comes to use it between.
            return Libc.LockFile(descriptor, Libc.LOCK_EX_NB) == 0 && (Remove(name, identity) || !Leads(name, identity));
        }
        finally
        {
            Descriptors.Close(descriptor);
        }
    }

    /// <summary>Whether the name leads to this file, not to none or to another one.</summary>
    internal static bool Leads(string name, FileIdentity identity) =>
        Look(Libc.AT_FDCWD, $"{Folder}/{name}", Libc.AT_SYMLINK_NOFOLLOW)?.Identity == identity;

    /// <summary>
    /// Takes its name from a file. Between the look and the act another program would have to take the name away and use it anew to lose
    /// it: the system has no such act in one step.
    /// </summary>
    /// <returns>Whether it had the name.</returns>
    internal static bool Remove(string name, FileIdentity identity) => Leads(name, identity) && Libc.SharedMemoryUnlink("/" + name) == 0;

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

    private static int WithSize(int descriptor, long size)
    {
        if (Libc.Truncate(descriptor, size) == 0 && TryTakeRoom(descriptor, size)) return descriptor;
        var error = Libc.LastError;
        Descriptors.Close(descriptor);
        throw error == Libc.ENOSPC
            ? new InsufficientMemoryException($"{Folder} has no room for {size} bytes; in a container it can be made larger, as by " +
                "docker's --shm-size.")
            : new IOException($"A shared memory segment of {size} bytes could not be made: {Libc.Describe(error)}.");
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
        _ => new IOException($"The shared memory segment '{name}' could not be opened: {Libc.Describe(error)}."),
    };
}
