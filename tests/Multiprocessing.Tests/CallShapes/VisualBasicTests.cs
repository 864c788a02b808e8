using VisualBasicLibrary;

namespace Multiprocessing.Tests.CallShapes;

/// <summary>The main calls as they are written in Visual Basic; F# has its own in <c>FSharpLibrary</c>.</summary>
public sealed class VisualBasicTests
{
    [Fact]
    public Task Processes() => Calls.ProcessesAsync();

    [Fact]
    public Task Pools() => Calls.PoolsAsync();

    [Fact]
    public Task States() => Calls.StatesAsync();
}
