using System.Runtime.InteropServices;

namespace Multiprocessing.Tests.Faults;

/// <summary>What would end any .NET program ends one child.</summary>
[Collection(FaultCollection.Name)]
[Trait("Kind", "fault")]
public sealed partial class NativeCrashTests
{
    public enum Crash
    {
        StackOverflow,
        FailFast,
        Abort,
        ReadsMemoryThatIsNotThere,
        NativeCodeReadsMemoryThatIsNotThere,
        ReadsWhereNothingIs,
        CallsWhatIsNoCode,
        CrashesInANativeThread,
        ReadsMemoryThatIsNotThereDeepDown,
        ExceptionOnAnotherThread,
        ExceptionOfAnAsyncVoidMethod,
    }

    public static IEnumerable<TheoryDataRow<Crash, int, StartMethod>> Crashes =>
        from crash in Enum.GetValues<Crash>()
        from method in new[] { StartMethod.Spawn, StartMethod.WarmSpare }
        select new TheoryDataRow<Crash, int, StartMethod>(crash, IsNative(crash) ? 11 : 6, method);

    private static bool IsNative(Crash crash) =>
        crash is Crash.NativeCodeReadsMemoryThatIsNotThere or Crash.CallsWhatIsNoCode or Crash.CrashesInANativeThread;

    [Theory, MemberData(nameof(Crashes))]
    public async Task A_crash_is_reported_with_its_signal_and_the_parent_goes_on(Crash crash, int signal, StartMethod method)
    {
        await ChildProcess.RunAsync(static () => { });
        WarmSpares.Count = 0;
        var before = Footprint.Now;
        WarmSpares.Count = 1;
        if (method == StartMethod.WarmSpare) await WarmSpares.PrepareAsync();
        var options = new ProcessOptions { StartMethod = method };
        using var child = ChildProcess.Start(Do, crash, options);
        var thrown = await Assert.ThrowsAsync<ProcessCrashedException>(async () => await child);
        Assert.Equal((-signal, signal, signal, child.Id), (child.ExitCode, thrown.ExitStatus!.Signal, child.ExitStatus!.Signal, (int?)thrown.ProcessId));
        Assert.Equal(5, await ChildProcess.RunAsync(static () => 5, options));
        WarmSpares.Count = 0;
        Assert.Equal("nothing", before.Growth());
        WarmSpares.Count = 1;
    }

    [Fact]
    public async Task The_last_words_of_a_crashed_child_come_with_the_exception()
    {
        var options = new ProcessOptions { StandardError = ProcessOutput.ToStream(Stream.Null) };
        var thrown = await Assert.ThrowsAsync<ProcessCrashedException>(() => ChildProcess.RunAsync(static () => Environment.FailFast("last words"), options));
        Assert.Contains("last words", thrown.ErrorOutput, StringComparison.Ordinal);
        Assert.Contains("last words", thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Crash.StackOverflow, "stack overflow")]
    [InlineData(Crash.FailFast, "FailFast or a failed assertion: as wanted")]
    [InlineData(Crash.Abort, "without a word of the .NET runtime")]
    [InlineData(Crash.ReadsMemoryThatIsNotThere, "memory access violation (segmentation fault)")]
    [InlineData(Crash.NativeCodeReadsMemoryThatIsNotThere, "segmentation fault")]
    [InlineData(Crash.ReadsWhereNothingIs, "memory access violation (segmentation fault)")]
    [InlineData(Crash.CallsWhatIsNoCode, "segmentation fault")]
    [InlineData(Crash.CrashesInANativeThread, "segmentation fault")]
    [InlineData(Crash.ReadsMemoryThatIsNotThereDeepDown, "memory access violation (segmentation fault)")]
    [InlineData(Crash.ExceptionOnAnotherThread, "unhandled exception on another thread, System.FormatException: as wanted")]
    [InlineData(Crash.ExceptionOfAnAsyncVoidMethod, "unhandled exception on another thread, System.FormatException: as wanted")]
    public async Task A_crash_is_named_by_its_signal_or_by_the_words_of_the_runtime(Crash crash, string name)
    {
        var options = new ProcessOptions { StandardError = ProcessOutput.ToStream(Stream.Null) };
        var thrown = await Assert.ThrowsAsync<ProcessCrashedException>(() => ChildProcess.RunAsync(CrashAs, crash, options));
        Assert.Contains(name, thrown.Message.Split(Environment.NewLine)[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Crash.ReadsMemoryThatIsNotThere)]
    [InlineData(Crash.Abort)]
    public async Task Where_nobody_reads_the_words_of_the_runtime_it_is_said_where_they_are(Crash crash)
    {
        var thrown = await Assert.ThrowsAsync<ProcessCrashedException>(() => ChildProcess.RunAsync(Do, crash));
        Assert.Contains("segmentation fault", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("on its standard error (signal 6)", thrown.Message, StringComparison.Ordinal);
    }

    private static int Do(Crash crash)
    {
        const int WriteOnly = 1, StandardError = 2;
        // The runtime's own report of the crash; a spare's cannot be redirected from outside.
        _ = Duplicate(Open("/dev/null", WriteOnly), StandardError);
        return CrashAs(crash);
    }

    private static unsafe int CrashAs(Crash crash)
    {
        switch (crash)
        {
            case Crash.StackOverflow: return Recurse(1);
            case Crash.FailFast:
                Environment.FailFast("as wanted");
                break;
            case Crash.Abort:
                Abort();
                break;
            case Crash.ReadsMemoryThatIsNotThere: return Marshal.ReadByte(unchecked((nint)0xDEAD_0000));
            case Crash.ReadsWhereNothingIs:
                new Thread(static () => Marshal.ReadByte(1)).Start();
                break;
            case Crash.CallsWhatIsNoCode:
                ((delegate* unmanaged<void>)1)();
                break;
            case Crash.CrashesInANativeThread:
                _ = CreateThread(out _, 0, NativeLibrary.GetExport(NativeLibrary.Load("libc.so.6"), "strlen"), unchecked((nint)0xDEAD_0000));
                break;
            case Crash.ReadsMemoryThatIsNotThereDeepDown: return Deep1(20);
            case Crash.NativeCodeReadsMemoryThatIsNotThere: return (int)Length(unchecked((nint)0xDEAD_0000));
            case Crash.ExceptionOnAnotherThread:
                new Thread(static () => throw new FormatException("as wanted")).Start();
                break;
            case Crash.ExceptionOfAnAsyncVoidMethod:
                ThrowLater();
                break;
        }

        Thread.Sleep(Timeout.Infinite);
        return 0;
    }

    private static int Recurse(int depth) => depth == 0 ? 0 : Recurse(depth + 1) + Recurse(depth + 2);

    // Two methods by turns: what is repeated, the runtime names once.
    private static int Deep1(int depth) =>
        depth == 0 ? Marshal.ReadByte(unchecked((nint)0xDEAD_0000)) : (depth % 3 == 0 ? Deep1(depth - 1) : Deep2(depth - 1)) + 1;

    private static int Deep2(int depth) =>
        depth == 0 ? Marshal.ReadByte(unchecked((nint)0xDEAD_0000)) : (depth % 2 == 0 ? Deep1(depth - 1) : Deep2(depth - 1)) + 1;

    private static async void ThrowLater()
    {
        await Task.Yield();
        throw new FormatException("as wanted");
    }

    [LibraryImport("libc.so.6", EntryPoint = "abort")]
    private static partial void Abort();

    [LibraryImport("libc.so.6", EntryPoint = "strlen")]
    private static partial nint Length(nint text);

    [LibraryImport("libc.so.6", EntryPoint = "pthread_create")]
    private static partial int CreateThread(out nint thread, nint attributes, nint start, nint argument);

    [LibraryImport("libc.so.6", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc.so.6", EntryPoint = "dup2")]
    private static partial int Duplicate(int from, int to);
}
