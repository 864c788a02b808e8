using System.Runtime.InteropServices;

namespace Multiprocessing.Tests.Faults;

/// <summary>What would end any .NET program ends one child.</summary>
[Collection(FaultCollection.Name)]
public sealed partial class NativeCrashTests
{
    public enum Crash
    {
        StackOverflow,
        FailFast,
        Abort,
        ReadsMemoryThatIsNotThere,
        NativeCodeReadsMemoryThatIsNotThere,
        ExceptionOnAnotherThread,
        ExceptionOfAnAsyncVoidMethod,
    }

    public static IEnumerable<TheoryDataRow<Crash, int, StartMethod>> Crashes =>
        from crash in Enum.GetValues<Crash>()
        from method in new[] { StartMethod.Spawn, StartMethod.WarmSpare }
        select new TheoryDataRow<Crash, int, StartMethod>(crash, crash == Crash.NativeCodeReadsMemoryThatIsNotThere ? 11 : 6, method);

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

    private static int Do(Crash crash)
    {
        const int WriteOnly = 1, StandardError = 2;
        // The runtime's own report of the crash; a spare's cannot be redirected from outside.
        _ = Duplicate(Open("/dev/null", WriteOnly), StandardError);
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

    private static async void ThrowLater()
    {
        await Task.Yield();
        throw new FormatException("as wanted");
    }

    [LibraryImport("libc.so.6", EntryPoint = "abort")]
    private static partial void Abort();

    [LibraryImport("libc.so.6", EntryPoint = "strlen")]
    private static partial nint Length(nint text);

    [LibraryImport("libc.so.6", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc.so.6", EntryPoint = "dup2")]
    private static partial int Duplicate(int from, int to);
}
