namespace Multiprocessing.Tests.Pools;

/// <summary>A pool of three workers that the tests of a class share.</summary>
public sealed class PoolOf3 : IAsyncDisposable
{
    public ProcessPool Pool { get; } = new(3);

    public ValueTask DisposeAsync() => Pool.DisposeAsync();
}
