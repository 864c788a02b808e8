using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

// The runtime looks for the C library where the system keeps it, not beside each assembly first.
[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
[assembly: DisableRuntimeMarshalling]

namespace Multiprocessing.Platform;

/// <summary>The C library's calls that this library needs; only <c>Platform/</c> calls them.</summary>
internal static unsafe partial class Libc
{
    // The whole file name of glibc: for "libc" alone, the runtime would try a dozen other names first. musl's loader resolves every name
    // that begins with "libc." to itself, wherever such a file lies.
    internal const string Name = "libc.so.6";

    internal const string CloseFrom = "posix_spawn_file_actions_addclosefrom_np";

    internal const int EINTR = 4, EAGAIN = 11, ENOMEM = 12, ENOENT = 2, EMFILE = 24, ENOSPC = 28, EOPNOTSUPP = 95, ECONNREFUSED = 111;
    internal const int SIGINT = 2, SIGILL = 4, SIGTRAP = 5, SIGABRT = 6, SIGBUS = 7, SIGFPE = 8, SIGKILL = 9, SIGSEGV = 11, SIGTERM = 15;
    internal const int O_CLOEXEC = 0x80000, O_NONBLOCK = 0x800, O_ASYNC = 0x2000, O_RDWR = 2;
    internal const int F_SETFD = 2, F_GETFD = 1, F_GETFL = 3, F_SETFL = 4, F_SETOWN = 8, F_SETSIG = 10, F_DUPFD_CLOEXEC = 1030,
        FD_CLOEXEC = 1;
    internal const int PR_SET_NAME = 15;
    internal const short POLLIN = 1;
    internal const int EPOLLIN = 1, EPOLLOUT = 4, EPOLLERR = 8, EPOLLHUP = 16, EPOLL_CTL_ADD = 1, EPOLL_CTL_DEL = 2, EPOLL_CTL_MOD = 3;
    internal const int AF_UNIX = 1, SOCK_STREAM = 1, SOCK_CLOEXEC = 0x80000;
    internal const int MSG_NOSIGNAL = 0x4000, MSG_DONTWAIT = 0x40;
    internal const int P_PID = 1, P_PIDFD = 3, WEXITED = 4, WNOHANG = 1, WNOWAIT = 0x1000000;
    internal const long PidfdOpenNumber = 434, PidfdSendSignalNumber = 424;

    [StructLayout(LayoutKind.Sequential)]
    internal struct PollDescriptor
    {
        internal int Descriptor;
        internal short Events;
        internal short Returned;
    }

    [LibraryImport(Name, EntryPoint = "posix_spawn", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int PosixSpawn(out int pid, string path, void* actions, void* attributes, byte** arguments, byte** environment);

    [LibraryImport(Name, EntryPoint = "posix_spawn_file_actions_init")]
    internal static partial int SpawnActionsInit(void* actions);

    [LibraryImport(Name, EntryPoint = "posix_spawn_file_actions_destroy")]
    internal static partial int SpawnActionsDestroy(void* actions);

    [LibraryImport(Name, EntryPoint = "posix_spawn_file_actions_adddup2")]
    internal static partial int SpawnActionsAddDup2(void* actions, int from, int to);

    [LibraryImport(Name, EntryPoint = "posix_spawn_file_actions_addopen", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int SpawnActionsAddOpen(void* actions, int descriptor, string path, int flags, int mode);

    [LibraryImport(Name, EntryPoint = "posix_spawn_file_actions_addchdir_np", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int SpawnActionsAddChangeDirectory(void* actions, string path);

    [LibraryImport(Name, EntryPoint = "posix_spawn_file_actions_addclose")]
    internal static partial int SpawnActionsAddClose(void* actions, int descriptor);

    /// <summary>Exists in glibc from 2.34 on; musl has no such function.</summary>
    [LibraryImport(Name, EntryPoint = CloseFrom)]
    internal static partial int SpawnActionsAddCloseFrom(void* actions, int from);

    [LibraryImport(Name, EntryPoint = "syscall")]
    internal static partial long SystemCall(long number, long first, long second, long third, long fourth);

    [LibraryImport(Name, EntryPoint = "signal")]
    internal static partial nint SetSignalHandler(int signal, nint handler);

    [LibraryImport(Name, EntryPoint = "waitid")]
    internal static partial int WaitId(int kind, int id, byte* information, int options);

    [LibraryImport(Name, EntryPoint = "close")]
    internal static partial int Close(int descriptor);

    [LibraryImport(Name, EntryPoint = "read")]
    internal static partial nint Read(int descriptor, byte* buffer, nint count);

    [LibraryImport(Name, EntryPoint = "send")]
    internal static partial nint Send(int descriptor, byte* buffer, nint count, int flags);

    [LibraryImport(Name, EntryPoint = "socketpair")]
    internal static partial int SocketPair(int domain, int type, int protocol, int* pair);

    [LibraryImport(Name, EntryPoint = "pipe2")]
    internal static partial int Pipe2(int* pair, int flags);

    [LibraryImport(Name, EntryPoint = "fcntl")]
    internal static partial int FileControl(int descriptor, int command, nint argument);

    [LibraryImport(Name, EntryPoint = "poll")]
    internal static partial int Poll(PollDescriptor* descriptors, nuint count, int timeoutMilliseconds);

    [LibraryImport(Name, EntryPoint = "epoll_create1")]
    internal static partial int EpollCreate(int flags);

    [LibraryImport(Name, EntryPoint = "epoll_ctl")]
    internal static partial int EpollControl(int epoll, int operation, int descriptor, byte* happening);

    [LibraryImport(Name, EntryPoint = "epoll_wait")]
    internal static partial int EpollWait(int epoll, byte* happenings, int count, int timeoutMilliseconds);

    [LibraryImport(Name, EntryPoint = "recv")]
    internal static partial nint Receive(int descriptor, byte* buffer, nint count, int flags);

    /// <summary>Fills memory with random bytes; up to 256 bytes always come in one call.</summary>
    [LibraryImport(Name, EntryPoint = "getrandom")]
    internal static partial nint GetRandom(byte* bytes, nuint length, uint flags);

    /// <summary>Returns the user as whom this process acts.</summary>
    [LibraryImport(Name, EntryPoint = "geteuid")]
    internal static partial uint EffectiveUser();

    [LibraryImport(Name, EntryPoint = "kill")]
    internal static partial int Kill(int pid, int signal);

    [LibraryImport(Name, EntryPoint = "_exit")]
    internal static partial void ExitNow(int status);

    [LibraryImport(Name, EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int SetEnvironment(string name, string value, int overwrites);

    [LibraryImport(Name, EntryPoint = "unsetenv", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int UnsetEnvironment(string name);

    [LibraryImport(Name, EntryPoint = "prctl")]
    internal static partial int ProcessControl(int operation, nint first, nint second, nint third, nint fourth);

    [LibraryImport(Name, EntryPoint = "setpriority")]
    internal static partial int SetPriority(int which, int who, int nice);

    [LibraryImport(Name, EntryPoint = "sched_setaffinity")]
    internal static partial int SetAffinity(int thread, nint size, byte* mask);

    [LibraryImport(Name, EntryPoint = "sched_getaffinity")]
    internal static partial int GetAffinity(int thread, nint size, byte* mask);

    /// <summary>Whether the C library of this system has a function.</summary>
    internal static bool Has(string function) =>
        NativeLibrary.TryLoad(Name, out var library) && NativeLibrary.TryGetExport(library, function, out _);

    /// <summary>
    /// The error number of the last call; to be read right after it. The calls themselves do not read it, so a child that starts well never
    /// loads the code that does.
    /// </summary>
    internal static int LastError => Marshal.GetLastSystemError();
}
