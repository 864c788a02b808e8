using System.Runtime.InteropServices;
using Multiprocessing;

namespace Tour.Chapters;

/// <summary>What would end the whole program costs one child.</summary>
internal static class NativeCrash
{
    internal static async Task RunAsync()
    {
        await SurviveAsync("reading memory that is not there", static () => Marshal.ReadByte(unchecked((nint)0xDEAD_0000)));
        await SurviveAsync("a native library that calls abort", Abort);
    }

    private static async Task SurviveAsync(string what, Action crash)
    {
        try
        {
            // The runtime's crash report is of no use to who reads the tour.
            await ChildProcess.RunAsync(crash, new ProcessOptions { StandardError = ProcessOutput.Discarded });
            Console.WriteLine($"NO CRASH after {what}.");
        }
        catch (ProcessCrashedException exception)
        {
            Console.WriteLine($"Survived {what}: the child was ended by signal {exception.ExitStatus!.Signal}.");
        }
    }

    [DllImport("libc", EntryPoint = "abort")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void Abort();
}
