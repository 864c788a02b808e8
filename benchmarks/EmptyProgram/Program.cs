using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;

namespace EmptyProgram;

// The least a .NET process can do. The modes are methods of their own so that a start without one compiles nothing but Main.
internal static class Program
{
    private static int Main(string[] arguments) => arguments.Length == 0 ? 0 : Run(arguments[0], Stopwatch.GetTimestamp());

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Run(string mode, long firstLine)
    {
        if (mode == "first-line") WriteAll(BitConverter.GetBytes(firstLine));
        else if (mode == "wait") WaitForEndOfInput();
        else Echo(int.Parse(mode, System.Globalization.CultureInfo.InvariantCulture));
        return 0;
    }

    private static void WaitForEndOfInput()
    {
        using var input = new FileStream(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, bufferSize: 0);
        WriteAll([1]);
        input.ReadByte();
    }

    private static void Echo(int length)
    {
        var bytes = new byte[length];
        using var input = new FileStream(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, bufferSize: 0);
        input.ReadExactly(bytes);
        WriteAll(bytes);
    }

    private static void WriteAll(byte[] bytes)
    {
        using var output = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        output.Write(bytes);
    }
}
