using System.Runtime.InteropServices;

namespace Multiprocessing.Tests.Pools;

/// <summary>Signals to processes, from outside.</summary>
internal static partial class Signals
{
    internal const int Interrupt = 2;
    internal const int Killed = 9;
    internal const int Terminate = 15;
    internal const int Continue = 18;
    internal const int Stop = 19;

    internal static void Kill(int process) => Send(process, Killed);

    /// <summary>A process that has just ended takes none.</summary>
    internal static void Send(int process, int signal) => _ = SendSignal(process, signal);

    /// <summary>As a terminal does it.</summary>
    internal static void SendToGroup(int group, int signal) => _ = SendSignal(-group, signal);

    [LibraryImport("libc.so.6", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
