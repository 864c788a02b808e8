using Multiprocessing.Tests.Faults;
using Multiprocessing.Tests.Serialization;

namespace Multiprocessing.Tests.Memory;

[Collection(FaultCollection.Name)]
public sealed class ForeignTreeTests
{
    [Fact]
    public async Task A_program_that_is_not_of_the_tree_is_told_so()
    {
        using var program = new FaultProgram();
        using var array = new SharedArray<int>([1, 2, 3]);
        var path = Path.Combine(program.Scratch, "message");
        await File.WriteAllBytesAsync(path, Codec.Bytes<SharedObject>(array));
        var report = await program.RunAsync("foreign", path);
        Assert.StartsWith("before: InvalidOperationException: A shared object belongs to another process tree", report[0], StringComparison.Ordinal);
        Assert.StartsWith("after: InvalidOperationException: A shared object belongs to another process tree", report[1], StringComparison.Ordinal);
        Assert.Equal("own: 1", report[2]);
    }
}
