using System.Runtime.InteropServices;

namespace Multiprocessing.Tests.Faults;

[Collection(FaultCollection.Name)]
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
