using System.Runtime.InteropServices;

namespace Multiprocessing.Platform;

/// <summary>Tells in words what an older or another system lacks, before a missing symbol does.</summary>
internal static class SystemRequirements
{
    private static readonly Version s_kernel = new(5, 4);

    /// <exception cref="PlatformNotSupportedException">Child processes cannot be started on this system.</exception>
    internal static void Check()
    {
        if (!OperatingSystem.IsLinux()) throw new PlatformNotSupportedException("Child processes can be started on Linux only, as yet.");
        if (!NativeLibrary.TryLoad("libc.so.6", out var library)
            || !NativeLibrary.TryGetExport(library, "posix_spawn_file_actions_addclosefrom_np", out _))
        {
            throw new PlatformNotSupportedException("Child processes need the GNU C library 2.34 or later.");
        }

        if (Environment.OSVersion.Version < s_kernel)
        {
            throw new PlatformNotSupportedException($"Child processes need Linux {s_kernel} or later; this is " +
                $"{Environment.OSVersion.Version}.");
        }
    }
}
