namespace Multiprocessing.Platform;

/// <content>The kernel and the C library.</content>
internal static partial class SystemRequirements
{
    private static readonly Version s_kernel = new(5, 4);

    internal static partial void Check()
    {
        if (!OperatingSystem.IsLinux()) throw new PlatformNotSupportedException("Child processes can be started on Linux only, as yet.");
        // musl has both functions; glibc has the second one from 2.34 on.
        if (!Libc.Has("posix_spawn_file_actions_addchdir_np") || !Libc.Has("shm_open"))
        {
            throw new PlatformNotSupportedException("Child processes need the GNU C library 2.34 or later, or musl 1.2 or later.");
        }

        if (Environment.OSVersion.Version < s_kernel)
        {
            throw new PlatformNotSupportedException($"Child processes need Linux {s_kernel} or later; this is " +
                $"{Environment.OSVersion.Version}.");
        }
    }
}
