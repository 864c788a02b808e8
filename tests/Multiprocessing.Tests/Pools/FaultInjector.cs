using System.Runtime.InteropServices;

namespace Multiprocessing.Tests.Pools;

/// <summary>Does what should not be done.</summary>
internal static partial class FaultInjector
{
    internal const int ExitCode = 7;

    internal static void Commit(Fault fault)
    {
        switch (fault)
        {
            case Fault.Throws: throw new FormatException("as wanted");
            case Fault.IsKilled:
                Signals.Kill(Environment.ProcessId);
                break;
            case Fault.Exits:
                Environment.Exit(ExitCode);
                break;
            case Fault.ExitsWell:
                Environment.Exit(0);
                break;
            case Fault.FailsFast:
                Environment.FailFast("as wanted");
                break;
            case Fault.OverflowsItsStack:
                Recurse(1);
                break;
            case Fault.CrashesInNativeCode:
                _ = Length(unchecked((nint)0xDEAD_0000));
                break;
        }

        Thread.Sleep(Timeout.Infinite);
    }

    /// <summary>The exit code of a process that was ended by the fault; minus the signal.</summary>
    internal static int ExitCodeOf(Fault fault) => fault switch
    {
        Fault.IsKilled => -9,
        Fault.Exits => ExitCode,
        Fault.ExitsWell => 0,
        Fault.CrashesInNativeCode => -11,
        _ => -6,
    };

    private static int Recurse(int depth) => depth == 0 ? 0 : Recurse(depth + 1) + Recurse(depth + 2);

    [LibraryImport("libc.so.6", EntryPoint = "strlen")]
    private static partial nint Length(nint text);
}
