using System.Runtime.InteropServices;

namespace Multiprocessing.Tests.Faults;

[Collection(FaultCollection.Name)]
[Trait("Kind", "fault")]
public sealed partial class DamagedChannelTests
{
    private static readonly byte[] s_mark = "CMP1"u8.ToArray();

    public static IEnumerable<TheoryDataRow<byte[]>> Messages =>
    [
        new("this is not a message at all, but it is long enough"u8.ToArray()),
        new([.. s_mark, 3, 0, 0, 0, 100, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3]),
        new([.. s_mark, 3, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 127]),
        new([.. s_mark, 3, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255]),
        new([.. s_mark, 99, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
    ];

    [Theory, MemberData(nameof(Messages))]
    public async Task A_damaged_message_ends_that_child_with_an_error_and_nobody_else(byte[] message)
    {
        var child = ChildProcess.Start(static (byte[] message) =>
        {
            _ = Write(3, message, message.Length);
            Environment.Exit(0);
            return 1;
        }, message);
        var crash = await Assert.ThrowsAsync<ProcessCrashedException>(async () => await child);
        Assert.True(crash.InnerException is InvalidDataException or EndOfStreamException);
        Assert.Equal(5, await ChildProcess.RunAsync(static () => 5));
    }

    // What the user's code writes there by mistake must not pass for what the function returned, nor the other way round.
    [Fact]
    public async Task Two_results_are_none()
    {
        var child = ChildProcess.Start(static () =>
        {
            // A whole message that says 1: a number lies in it as in memory.
            byte[] result = [.. s_mark, 3, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0];
            _ = Write(3, result, result.Length);
            return 2;
        });
        var crash = await Assert.ThrowsAsync<ProcessCrashedException>(async () => await child);
        Assert.Contains("twice", Assert.IsType<InvalidDataException>(crash.InnerException).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_result_over_the_limit_ends_the_child_with_an_error_that_names_the_limit()
    {
        var crash = await Assert.ThrowsAsync<ProcessCrashedException>(() =>
            ChildProcess.RunAsync(static () => new byte[100_000], new ProcessOptions { MaxMessageBytes = 10_000 }));
        Assert.Contains("the limit is 10000", crash.InnerException!.Message, StringComparison.Ordinal);
    }

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint Write(int descriptor, byte[] bytes, nint count);
}
