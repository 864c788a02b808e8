using System.Runtime.InteropServices;

namespace Multiprocessing.Platform;

/// <content>Shared memory and futexes.</content>
internal static unsafe partial class Libc
{
    internal const int EPERM = 1, ESRCH = 3, EINVAL = 22, EEXIST = 17, EACCES = 13;
    internal const int PROT_READ = 1, PROT_WRITE = 2, MAP_SHARED = 1, MAP_NORESERVE = 0x4000;
    internal const int MADV_DONTDUMP = 16, FALLOC_FL_KEEP_SIZE = 1, FALLOC_FL_PUNCH_HOLE = 2, MFD_CLOEXEC = 1;
    internal const int F_GETLK = 5, F_SETLK = 6, F_OFD_SETLK = 37;
    internal const int RLIMIT_FSIZE = 1, RLIMIT_AS = 9;
    internal const short F_WRLCK = 1, F_UNLCK = 2;
    internal const int O_CREAT = 0x40, O_EXCL = 0x80, AT_FDCWD = -100, AT_SYMLINK_NOFOLLOW = 0x100, AT_SYMLINK_FOLLOW = 0x400,
        AT_EMPTY_PATH = 0x1000;
    internal const int AT_REMOVEDIR = 0x200, LOCK_EX_NB = 2 | 4, LOCK_SH_NB = 1 | 4;
    internal const uint STATX_TYPE_MODE = 3, STATX_NLINK = 4, STATX_UID = 8, S_IFDIR = 0x4000, S_IFREG = 0x8000, S_IFLNK = 0xA000,
        S_IFMT = 0xF000;
    internal const uint STATX_INO = 0x100, STATX_SIZE = 0x200, STATX_BTIME = 0x800;
    internal static readonly nint MAP_FAILED = -1;

    private static readonly bool s_isX64 = RuntimeInformation.ProcessArchitecture == Architecture.X64;

    internal static long FutexNumber => s_isX64 ? 202 : 98;

    internal const long FutexWaitAnyNumber = 449;

    /// <summary>Makes a file without a name. The flag contains O_DIRECTORY, which differs between processors.</summary>
    internal static int O_TMPFILE => s_isX64 ? 0x410000 : 0x404000;

    /// <summary>Opens only a folder itself, and no link to one.</summary>
    internal static int O_DIRECTORY_NOFOLLOW => s_isX64 ? 0x30000 : 0xC000;

    /// <summary>Opens no link.</summary>
    internal static int O_NOFOLLOW => s_isX64 ? 0x20000 : 0x8000;

    /// <summary>struct flock.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct RangeLock
    {
        internal short Kind;
        internal short Whence;
        internal long Start;
        internal long Length;
        internal int Process;
    }

    /// <summary>struct timespec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct TimeSpecification
    {
        internal long Seconds;
        internal long Nanoseconds;
    }

    /// <summary>The fields of struct statx that are used here; the structure is the same on each processor.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    internal struct FileStatus
    {
        [FieldOffset(16)]
        internal uint Links;

        [FieldOffset(20)]
        internal uint User;

        [FieldOffset(28)]
        internal ushort Mode;

        [FieldOffset(32)]
        internal ulong Number;

        [FieldOffset(40)]
        internal long Size;

        [FieldOffset(80)]
        internal long BornSeconds;

        [FieldOffset(88)]
        internal uint BornNanoseconds;

        [FieldOffset(136)]
        internal uint DeviceMajor;

        [FieldOffset(140)]
        internal uint DeviceMinor;
    }

    [LibraryImport(Name, EntryPoint = "getrlimit")]
    internal static partial int GetLimit(int resource, ulong* limits);

    [LibraryImport(Name, EntryPoint = "memfd_create", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int MemoryFileCreate(string name, uint flags);

    [LibraryImport(Name, EntryPoint = "ftruncate")]
    internal static partial int Truncate(int descriptor, long length);

    [LibraryImport(Name, EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Open(string path, int flags, int mode);

    [LibraryImport(Name, EntryPoint = "openat", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int OpenAt(int directory, string path, int flags, int mode);

    [LibraryImport(Name, EntryPoint = "unlinkat", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int UnlinkAt(int directory, string path, int flags);

    [LibraryImport(Name, EntryPoint = "flock")]
    internal static partial int LockFile(int descriptor, int operation);

    [LibraryImport(Name, EntryPoint = "linkat", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Link(int fromDirectory, string from, int toDirectory, string to, int flags);

    /// <summary>Calls statx by its number, since musl has a function for it only from 1.2.5 on.</summary>
    internal static int Status(int directory, string path, int flags, uint mask, out FileStatus status) =>
        (int)SystemCall(s_isX64 ? 332 : 291, directory, path, flags, mask, out status);

    [LibraryImport(Name, EntryPoint = "syscall", StringMarshalling = StringMarshalling.Utf8)]
    private static partial long SystemCall(long number, long directory, string path, long flags, long mask, out FileStatus status);

    [LibraryImport(Name, EntryPoint = "shm_open", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int SharedMemoryOpen(string name, int flags, int mode);

    [LibraryImport(Name, EntryPoint = "shm_unlink", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int SharedMemoryUnlink(string name);

    [LibraryImport(Name, EntryPoint = "mmap")]
    internal static partial nint Map(nint address, nuint length, int protection, int flags, int descriptor, long offset);

    [LibraryImport(Name, EntryPoint = "munmap")]
    internal static partial int Unmap(nint address, nuint length);

    [LibraryImport(Name, EntryPoint = "madvise")]
    internal static partial int Advise(nint address, nuint length, int advice);

    [LibraryImport(Name, EntryPoint = "fallocate")]
    internal static partial int Allocate(int descriptor, int mode, long offset, long length);

    [LibraryImport(Name, EntryPoint = "pread")]
    internal static partial nint ReadAt(int descriptor, void* buffer, nuint count, long offset);

    [LibraryImport(Name, EntryPoint = "pwrite")]
    internal static partial nint WriteAt(int descriptor, void* buffer, nuint count, long offset);

    [LibraryImport(Name, EntryPoint = "syscall")]
    internal static partial long SystemCall(long number, void* first, long second, long third, void* fourth, long fifth, long sixth);
}
