using System.Runtime.InteropServices;
using System.Text;

namespace Multiprocessing.Tests.Faults;

[Collection(FaultCollection.Name)]
[Trait("Kind", "fault")]
public sealed partial class TerminalTests
{
    private const int ReadWriteNoControlCloseOnExec = 0x2 | 0x100 | 0x80000;

    [Fact]
    public async Task Ctrl_C_ends_parent_and_children_quietly()
    {
        var (exitCode, printed, report) = await PressAsync("terminal");
        // As a shell tells of signal 2.
        Assert.Equal((130, "^C"), (exitCode, printed));
        Assert.Equal(["ready"], report);
    }

    [Fact]
    public async Task A_parent_that_handles_Ctrl_C_goes_on_without_its_children()
    {
        var (exitCode, printed, report) = await PressAsync("terminal-handled");
        Assert.Equal((0, "^C"), (exitCode, printed));
        Assert.Equal(["ready", "child: -2", "child: -2", "child: -2", "child: -2", "spare: 42", "end"], report);
    }

    private static async Task<(int ExitCode, string Printed, string[] Report)> PressAsync(string scenario)
    {
        using var program = new FaultProgram();
        var (terminal, path) = OpenTerminal();
        try
        {
            var command = program.Command(BuiltProgram.Host, scenario, path);
            // Its keys need no control sequences.
            command.Environment["TERM"] = "dumb";
            using var process = program.Start(command);
            await program.WaitForReportAsync("ready");
            // The parent, four children and the spare that waits.
            Assert.Equal(6, Machine.Marked(program.Mark).Length);
            var printed = Task.Run(() => ReadToEnd(terminal));
            Write(terminal, "\u0003");
            var (exitCode, error) = await program.FinishAsync(process);
            Assert.Equal("", error);
            return (exitCode, await printed, program.Report);
        }
        finally
        {
            _ = Close(terminal);
        }
    }

    private static unsafe (int Descriptor, string Path) OpenTerminal()
    {
        var terminal = OpenMaster(ReadWriteNoControlCloseOnExec);
        Assert.True(terminal >= 0 && Grant(terminal) == 0 && Unlock(terminal) == 0);
        var name = stackalloc byte[100];
        Assert.Equal(0, Name(terminal, name, 100));
        return (terminal, Marshal.PtrToStringUTF8((nint)name)!);
    }

    private static unsafe void Write(int terminal, string keys)
    {
        fixed (byte* bytes = Encoding.ASCII.GetBytes(keys)) Assert.Equal(keys.Length, Write(terminal, bytes, keys.Length));
    }

    // The end is an error: nobody has the other side open any more.
    private static unsafe string ReadToEnd(int terminal)
    {
        var text = new StringBuilder();
        var buffer = stackalloc byte[1000];
        for (nint count; (count = Read(terminal, buffer, 1000)) > 0;) text.Append(Encoding.UTF8.GetString(buffer, (int)count));
        return text.ToString();
    }

    [LibraryImport("libc.so.6", EntryPoint = "posix_openpt")]
    private static partial int OpenMaster(int flags);

    [LibraryImport("libc.so.6", EntryPoint = "grantpt")]
    private static partial int Grant(int terminal);

    [LibraryImport("libc.so.6", EntryPoint = "unlockpt")]
    private static partial int Unlock(int terminal);

    [LibraryImport("libc.so.6", EntryPoint = "ptsname_r")]
    private static unsafe partial int Name(int terminal, byte* name, nint length);

    [LibraryImport("libc.so.6", EntryPoint = "read")]
    private static unsafe partial nint Read(int descriptor, byte* bytes, nint count);

    [LibraryImport("libc.so.6", EntryPoint = "write")]
    private static unsafe partial nint Write(int descriptor, byte* bytes, nint count);

    [LibraryImport("libc.so.6", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
