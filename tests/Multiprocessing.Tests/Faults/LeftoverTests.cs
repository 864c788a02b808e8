using System.Net.Sockets;
using System.Runtime.InteropServices;
using Multiprocessing.Platform;
using Multiprocessing.Tests.Synchronization;

namespace Multiprocessing.Tests.Faults;

/// <summary>
/// What a .NET runtime keeps in the temporary folder is gone, however a process ended: at once where somebody of ours lives, or by the next
/// program.
/// </summary>
[Collection(FaultCollection.Name)]
[Trait("Kind", "fault")]
public sealed partial class LeftoverTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    private string Folder => _temporary.Path;

    private string[] Left =>
        [.. Directory.GetFileSystemEntries(Folder).Select(static path => Path.GetFileName(path)).Where(static name => RuntimeFileKey.TryParse(name, out _))];

    private ProcessOptions Here => new() { Environment = new Dictionary<string, string?> { ["TMPDIR"] = Folder } };

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task The_next_program_removes_what_a_killed_program_and_its_children_left()
    {
        using (var first = new FaultProgram())
        {
            var command = first.Command(BuiltProgram.Host, "exit", "wait");
            command.Environment["TMPDIR"] = Folder;
            using var process = first.Start(command);
            await first.WaitForReportAsync("ready");
            process.Kill();
            await first.FinishAsync(process);
        }

        // Of the program, of two daemons, two workers and a spare, as far as they had come.
        Assert.True(Left.Length > 3, string.Join(' ', Left));
        using var second = new FaultProgram();
        var next = second.Command(BuiltProgram.Host, "exit", "return");
        next.Environment["TMPDIR"] = Folder;
        await second.RunAsync(next);
        Assert.Empty(Left);
    }

    [Fact]
    public async Task An_unhandled_exception_leaves_nothing_of_the_children()
    {
        using var program = new FaultProgram();
        var command = program.Command(BuiltProgram.Host, "exit", "throw");
        command.Environment["TMPDIR"] = Folder;
        using var process = program.Start(command);
        Assert.Equal(128 + 6, (await program.FinishAsync(process)).ExitCode);
        // The program itself has aborted.
        Assert.All(Left, name => Assert.Contains($"-{process.Id}-", name, StringComparison.Ordinal));
    }

    [Fact]
    public void A_child_that_leaves_at_once_leaves_nothing()
    {
        using var child = ChildProcess.Start(static () => ExitNow(0), Here);
        Assert.True(child.Join(Eventually.Patience));
        Assert.Equal(0, child.ExitCode);
        Assert.Empty(Left);
    }

    [Fact]
    public void What_dies_with_a_killed_child_leaves_nothing()
    {
        using var begun = new SharedEvent();
        using var child = ChildProcess.Start(
            begun =>
            {
                ChildProcess.Start(begun => begun.Set(), begun).Join();
                ChildProcess.Start(static () => Thread.Sleep(Timeout.Infinite));
                WarmSpares.PrepareAsync().Wait();
                Thread.Sleep(Timeout.Infinite);
            }, begun, Here);
        Eventually.IsTrue(() => Left.Length >= 9);
        child.Kill();
        Eventually.IsTrue(() => Left.Length == 0);
    }

    [Theory]
    [InlineData("dotnet-diagnostic-12-345-socket", true)]
    [InlineData("clr-debug-pipe-12-345-in", true)]
    [InlineData("clr-debug-pipe-12-345-out", true)]
    [InlineData("clr-debug-pipe-12-345-socket", false)]
    [InlineData("dotnet-diagnostic-12-345-in", false)]
    [InlineData("dotnet-diagnostic-12-345-socket2", false)]
    [InlineData("dotnet-diagnostic-012-345-socket", false)]
    [InlineData("dotnet-diagnostic-12-0345-socket", false)]
    [InlineData("dotnet-diagnostic-+12-345-socket", false)]
    [InlineData("dotnet-diagnostic-12--345-socket", false)]
    [InlineData("dotnet-diagnostic-0-345-socket", false)]
    [InlineData("dotnet-diagnostic-12-socket", false)]
    [InlineData("dotnet-diagnostic-99999999999-345-socket", false)]
    [InlineData("Dotnet-diagnostic-12-345-socket", false)]
    [InlineData("dotnet-diagnostic-", false)]
    [InlineData("other", false)]
    public void Names_are_taken_to_the_letter(string name, bool isOne) => Assert.Equal(isOne, RuntimeFileKey.TryParse(name, out _));

    [Fact]
    public void Only_what_is_a_dead_process_s_own_is_removed()
    {
        var dead = Dead();
        var alive = new RuntimeFileKey(Environment.ProcessId, ProcessFigures.StartTime(Environment.ProcessId)!.Value);
        MakeAll(dead);
        MakeAll(dead with { Process = alive.Process });
        MakeAll(alive);
        // Somebody answers, whom this process cannot see.
        var unseen = dead with { Start = 2 };
        MakePipe(unseen.InPipe);
        using var listener = Listen(unseen.Socket);
        // No socket and no pipe: a file, a link, a folder.
        File.WriteAllText(At((dead with { Start = 3 }).Socket), "");
        var target = At("target");
        File.WriteAllText(target, "");
        File.CreateSymbolicLink(At((dead with { Start = 4 }).InPipe), target);
        Directory.CreateDirectory(At((dead with { Start = 5 }).OutPipe));
        var before = Directory.GetFileSystemEntries(Folder).Length;
        StaleRuntimeFiles.Remove(Folder, TimeSpan.MaxValue);
        Assert.Equal(before - 6, Directory.GetFileSystemEntries(Folder).Length);
        Assert.All((string[])[alive.Socket, alive.InPipe, alive.OutPipe, unseen.Socket, unseen.InPipe, "target"], name => Assert.Contains(At(name), Directory.GetFileSystemEntries(Folder)));
        Assert.Equal(8, Left.Length);
    }

    [Fact]
    public void Another_user_s_files_stay()
    {
        Assert.SkipUnless(Libc.EffectiveUser() == 0, "Only root can give a file away.");
        var dead = Dead();
        MakeAll(dead);
        Assert.Equal(0, ChangeOwner(At(dead.InPipe), 12345, 12345));
        StaleRuntimeFiles.Remove(Folder, TimeSpan.MaxValue);
        Assert.Equal(3, Left.Length);
    }

    // .NET's own sockets would leave a thread, and descriptors that stay. In a child, which has not used them yet.
    [Fact]
    public async Task The_look_leaves_no_descriptor()
    {
        MakeAll(Dead());
        var folder = Folder;
        var (before, after) = await ChildProcess.RunAsync(() =>
        {
            var before = Machine.Descriptors;
            StaleRuntimeFiles.Remove(folder, TimeSpan.MaxValue);
            return (before, Machine.Descriptors);
        });
        // The runtime may close some of its own meanwhile.
        Assert.InRange(after, 0, before);
        Assert.Empty(Left);
    }

    // One whose status has been collected.
    private static RuntimeFileKey Dead()
    {
        using var child = ChildProcess.Start(static () => { });
        var id = child.Id!.Value;
        child.Join();
        return new RuntimeFileKey(id, 1);
    }

    private void MakeAll(RuntimeFileKey key)
    {
        Listen(key.Socket).Dispose();
        MakePipe(key.InPipe);
        MakePipe(key.OutPipe);
    }

    // .NET removes what it bound, so under another name at first.
    private Socket Listen(string name)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        var first = At(Guid.NewGuid().ToString("N")[..8]);
        socket.Bind(new UnixDomainSocketEndPoint(first));
        socket.Listen();
        File.Move(first, At(name));
        return socket;
    }

    private void MakePipe(string name) => Assert.Equal(0, MakePipe(At(name), 0x180));

    private string At(string name) => Path.Combine(Folder, name);

    [LibraryImport("libc.so.6", EntryPoint = "_exit")]
    private static partial void ExitNow(int status);

    [LibraryImport("libc.so.6", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakePipe(string path, int mode);

    [LibraryImport("libc.so.6", EntryPoint = "chown", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint user, uint group);
}
