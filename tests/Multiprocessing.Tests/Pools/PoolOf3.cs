namespace Multiprocessing.Tests.Pools;

/// <summary>
/// A pool of three workers that the tests of a class share. It is killed at the end: some tests leave streams that nobody reads on.
/// </summary>
public sealed class PoolOf3 : IDisposable
{
    public ProcessPool Pool { get; } = new(3);

    public void Dispose() => Pool.Dispose();
}
