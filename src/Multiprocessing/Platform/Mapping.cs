namespace Multiprocessing.Platform;

/// <summary>A file in memory as this process sees it, until it is disposed of or nobody refers to it.</summary>
internal sealed unsafe class Mapping : IDisposable
{
    private readonly long _length;
    private nint _start;

    private Mapping(nint start, long length)
    {
        (_start, _length) = (start, length);
        // The collector does not see it otherwise, and would not look for forgotten ones.
        GC.AddMemoryPressure(length);
    }

    ~Mapping() => Unmap();

    internal byte* Start => (byte*)_start;

    /// <exception cref="InsufficientMemoryException">The process has no room for it.</exception>
    internal static Mapping Of(int descriptor, long length)
    {
        var start = Libc.Map(0, (nuint)length, Libc.PROT_READ | Libc.PROT_WRITE, Libc.MAP_SHARED, descriptor, 0);
        return start != Libc.MAP_FAILED ? new Mapping(start, length)
            : throw new InsufficientMemoryException($"This process has no room for {length} bytes of shared memory: " +
            $"{Libc.Describe(Libc.LastError)}.");
    }

    public void Dispose()
    {
        Unmap();
        GC.SuppressFinalize(this);
    }

    private void Unmap()
    {
        var start = Interlocked.Exchange(ref _start, 0);
        if (start == 0) return;
        _ = Libc.Unmap(start, (nuint)_length);
        GC.RemoveMemoryPressure(_length);
    }
}
