using System.Diagnostics;
using Multiprocessing.Platform;
using Multiprocessing.Tests.Faults;
using Multiprocessing.Tests.Synchronization;

namespace Multiprocessing.Tests.Memory;

/// <summary>Named segments of a program that was killed with all its processes: the next program removes them, and nothing else.</summary>
[Collection(FaultCollection.Name)]
public sealed class ForsakenSegmentTests : IDisposable
{
    private const int Rounds = 300;

    private readonly List<Process> _started = [];
    private readonly string _name = $"multiprocessing-test-{Guid.NewGuid():N}";

    public void Dispose()
    {
        foreach (var process in _started)
        {
            process.Kill(entireProcessTree: true);
            process.Dispose();
        }

        foreach (var path in Directory.GetFileSystemEntries(SegmentFile.Folder, $"{_name}*")) File.Delete(path);
    }

    [Fact]
    public async Task The_next_program_removes_the_segments_of_a_program_that_was_killed_as_a_whole()
    {
        using var living = new FaultProgram();
        var process = living.Start(living.Command(BuiltProgram.Host, "segments-killed", $"{_name}-living"));
        _started.Add(process);
        Eventually.IsTrue(() => Has("living-first-ready") && Has("living-worker-ready"));
        SharedMemory opened;
        using (var killed = new FaultProgram())
        {
            var first = killed.Start(killed.Command(BuiltProgram.Host, "segments-killed", $"{_name}-killed"));
            _started.Add(first);
            Eventually.IsTrue(() => Has("killed-first-ready") && Has("killed-worker-ready"));
            opened = SharedMemory.Open($"{_name}-killed-worker-opened");
            first.Kill();
            await first.WaitForExitAsync();
            await Machine.WaitUntilGoneAsync(Machine.Marked(killed.Mark));
        }

        // As another library would make it.
        await File.WriteAllBytesAsync(Path.Combine(SegmentFile.Folder, $"{_name}-foreign"), new byte[100]);
        await RunAnotherProgramAsync();
        string[] others = ["foreign", "killed-first-persistent", "killed-worker-persistent"];
        string[] ofTheLiving = ["living-first", "living-first-persistent", "living-first-ready", "living-worker", "living-worker-opened", "living-worker-persistent", "living-worker-ready"];
        Assert.Equal([others[0], others[1], "killed-worker-opened", others[2], .. ofTheLiving], Left);
        opened.Span[99] = 5;
        opened.Dispose();
        await RunAnotherProgramAsync();
        Assert.Equal([.. others, .. ofTheLiving], Left);

        process.Kill();
        await process.WaitForExitAsync();
        await Machine.WaitUntilGoneAsync(Machine.Marked(living.Mark));
        await RunAnotherProgramAsync();
        Assert.Equal([.. others, "living-first-persistent", "living-worker-persistent"], Left);
        Assert.DoesNotContain(Marks, mark => new FileInfo(mark).LinkTarget!.StartsWith(_name, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_segment_that_somebody_opens_at_the_same_moment_is_kept_or_is_not_there()
    {
        var owner = DeadOwner();
        var kept = 0;
        var random = new Random(5);
        for (var round = 0; round < Rounds; round++)
        {
            var mark = MakeForsaken($"{_name}-{round}", owner);
            using var both = new Barrier(2);
            var pauses = random.Next(30_000);
            var removing = Task.Run(() =>
            {
                both.SignalAndWait();
                Thread.SpinWait(pauses);
                StaleSegments.Remove(Eventually.Patience);
            });
            SharedMemory? opened = null;
            both.SignalAndWait();
            try
            {
                opened = SharedMemory.Open($"{_name}-{round}");
            }
            catch (FileNotFoundException)
            {
                // It was removed before.
            }

            await removing;
            Assert.Equal(opened is not null, SegmentFile.Leads($"{_name}-{round}", mark.Identity));
            if (opened is not null) kept++;
            opened?.Dispose();
            // Another program on this machine may be at it too, at this moment.
            Eventually.IsTrue(() =>
            {
                StaleSegments.Remove(Eventually.Patience);
                return !SegmentFile.Leads($"{_name}-{round}", mark.Identity) && !Marks.Contains(Path.Combine(SegmentFile.Folder, mark.FileName));
            });
        }

        TestContext.Current.SendDiagnosticMessage($"{kept} of {Rounds} were kept.");
    }

    [Fact]
    public async Task Making_and_removing_beside_looks_loses_nothing()
    {
        using var isOver = new CancellationTokenSource();
        var looking = Task.Run(() =>
        {
            while (!isOver.IsCancellationRequested) StaleSegments.Remove(Eventually.Patience);
        });
        await Task.WhenAll(Enumerable.Range(0, 3).Select(number => ChildProcess.RunAsync(MakeAndRemove, $"{_name}-{number}")));
        await isOver.CancelAsync();
        await looking;
        Assert.Empty(Left);
    }

    [Fact]
    public void What_may_be_somebody_elses_stays()
    {
        var owner = DeadOwner();
        // Of another namespace, in which the id may be that of a living process.
        var elsewhere = MakeForsaken($"{_name}-elsewhere", owner with { ProcessSpace = owner.ProcessSpace + 1 });
        var otherTime = MakeForsaken($"{_name}-time", owner with { TimeSpace = owner.TimeSpace + 1 });
        // The name leads to another segment by now.
        var replaced = MakeForsaken($"{_name}-replaced", owner);
        File.Delete(Path.Combine(SegmentFile.Folder, $"{_name}-replaced"));
        using var later = SharedMemory.Create(100, $"{_name}-replaced");
        StaleSegments.Remove(Eventually.Patience);
        Assert.Equal(["elsewhere", "replaced", "time"], Left);
        Assert.DoesNotContain(Path.Combine(SegmentFile.Folder, replaced.FileName), Marks);
        elsewhere.Remove();
        otherTime.Remove();
        later.Unlink();
    }

    [Fact]
    public async Task The_marks_of_another_user_say_nothing()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root can make a file another user's.");
        var segment = $"{_name}-other";
        SharedMemory.Create(100, segment, persistent: true).Dispose();
        var mark = MarkOf(segment, DeadOwner());
        // Under another name until it belongs to somebody else: any program that looks for forsaken segments would remove it.
        var hidden = Path.Combine(SegmentFile.Folder, $"{_name}-mark");
        File.CreateSymbolicLink(hidden, segment);
        using (var chown = Process.Start("chown", ["-h", "4711", hidden])) await chown.WaitForExitAsync();
        File.Move(hidden, Path.Combine(SegmentFile.Folder, mark.FileName));
        StaleSegments.Remove(Eventually.Patience);
        Assert.Equal(["other"], Left);
        mark.Remove();
    }

    private static void MakeAndRemove(string name)
    {
        for (var round = 0; round < Rounds; round++)
        {
            using var memory = SharedMemory.Create(100, $"{name}-{round}");
            using (var other = SharedMemory.Open(memory.Name)) other.Span[0] = 5;
            // Nobody has it open now; it is its maker's still.
            memory.Dispose();
            using var again = SharedMemory.Open(memory.Name);
            if (again.Span[0] != 5 || !memory.Unlink()) throw new InvalidOperationException($"round {round}");
        }
    }

    private static string[] Marks => Directory.GetFileSystemEntries(SegmentFile.Folder, "multiprocessing-segment-of*");

    // In alphabetical order.
    private string[] Left =>
        [.. Directory.GetFileSystemEntries(SegmentFile.Folder, $"{_name}*").Select(path => Path.GetFileName(path)[(_name.Length + 1)..]).Order(StringComparer.Ordinal)];

    private bool Has(string part) => File.Exists(Path.Combine(SegmentFile.Folder, $"{_name}-{part}"));

    private static SegmentMark MakeForsaken(string name, SegmentOwner owner)
    {
        using var memory = SharedMemory.Create(100, name, persistent: true);
        var mark = MarkOf(name, owner);
        mark.Make(name);
        return mark;
    }

    private static SegmentMark MarkOf(string name, SegmentOwner owner)
    {
        var file = SegmentFile.Open(name);
        var mark = new SegmentMark(owner, SegmentFile.Look(file).Identity);
        OsHandles.Close(file);
        return mark;
    }

    private static SegmentOwner DeadOwner()
    {
        using var child = ChildProcess.Start(static () => Thread.Sleep(Timeout.Infinite));
        var owner = SegmentOwner.Of(child.Id!.Value)!.Value;
        Assert.False(owner.HasEnded());
        child.Kill();
        Assert.True(child.Join(Eventually.Patience));
        Assert.True(owner.HasEnded());
        return owner;
    }

    // It looks a second after its start, or at its end.
    private static async Task RunAnotherProgramAsync()
    {
        using var program = new FaultProgram();
        var (exitCode, error) = await program.RunAsync(program.Command(BuiltProgram.Host, "segments", "return"));
        Assert.True(exitCode == 0, error);
    }
}
