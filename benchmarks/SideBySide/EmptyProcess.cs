using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using SideBySide.Rows;

namespace SideBySide;

/// <summary>The empty .NET program, started by libc alone: the least a start can cost.</summary>
internal static class EmptyProcess
{
    private static readonly string Dll = Path.Combine(AppContext.BaseDirectory, "empty", "EmptyProgram.dll");

    // This program may run under its own host, so the path of dotnet is taken from the runtime's folder.
    private static readonly string Dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));

    public static int Start(int input = 0, int output = 1, params ReadOnlySpan<string> arguments) =>
        NativeSpawn.Start(Dotnet, ["exec", Dll, .. arguments], input, output);

    public static void Run() => NativeSpawn.Wait(Start());

    public static Process StartByPeer() => Process.Start(new ProcessStartInfo(Dotnet, ["exec", Dll]))!;

    public static void RunByPeer()
    {
        using var process = StartByPeer();
        process.WaitForExit();
    }

    /// <summary>Ends an empty program that was started ahead: whatever hands it work cannot take less.</summary>
    /// <returns>Milliseconds from asking it to end until it has ended.</returns>
    public static double EndOneStartedAhead()
    {
        var (id, toChild) = StartWaiting();
        return Timing.Milliseconds(() =>
        {
            toChild.Dispose();
            NativeSpawn.Wait(id);
        });
    }

    /// <summary>Memory that is shared with nobody.</summary>
    public const string Private = "Private_";

    /// <summary>Memory that is there at all; most of it are the runtime's files, which all processes share.</summary>
    public const string Resident = "Rss:";

    /// <summary>The memory that a .NET program has that does nothing but wait, in MiB.</summary>
    public static double Mebibytes(string kind)
    {
        var (id, toChild) = StartWaiting();
        var used = Mebibytes(kind, id);
        toChild.Dispose();
        NativeSpawn.Wait(id);
        return used;
    }

    /// <summary>The memory that a process has, in MiB.</summary>
    public static double Mebibytes(string kind, int process) => File.ReadLines($"/proc/{process}/smaps_rollup")
        .Where(line => line.StartsWith(kind, StringComparison.Ordinal))
        .Sum(static line => double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture)) / 1024;

    // It waits until its input ends.
    private static (int Id, SafeFileHandle Input) StartWaiting()
    {
        var (childInput, toChild) = NativeSpawn.Pipe();
        var (fromChild, childOutput) = NativeSpawn.Pipe();
        int id;
        using (childInput)
        using (childOutput)
        {
            id = Start((int)childInput.DangerousGetHandle(), (int)childOutput.DangerousGetHandle(), "wait");
        }

        using (var ready = new FileStream(fromChild, FileAccess.Read, bufferSize: 0)) ready.ReadByte();
        Methods.LetSettle();
        return (id, toChild);
    }

    public static byte[] Talk(string argument, ReadOnlySpan<byte> input, int outputLength)
    {
        var (childInput, toChild) = NativeSpawn.Pipe();
        var (fromChild, childOutput) = NativeSpawn.Pipe();
        using (toChild)
        using (fromChild)
        {
            int id;
            using (childInput)
            using (childOutput)
            {
                id = Start((int)childInput.DangerousGetHandle(), (int)childOutput.DangerousGetHandle(), argument);
            }

            var result = new byte[outputLength];
            using (var stream = new FileStream(toChild, FileAccess.Write, bufferSize: 0)) stream.Write(input);
            using (var stream = new FileStream(fromChild, FileAccess.Read, bufferSize: 0)) stream.ReadExactly(result);
            NativeSpawn.Wait(id);
            return result;
        }
    }
}
