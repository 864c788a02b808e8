namespace Multiprocessing.Platform;

/// <content>mmap.</content>
internal sealed unsafe partial class Mapping
{
    private readonly long _length;
    private nint _start;

    private Mapping(nint start, long length)
    {
        (_start, _length) = (start, length);
        // The collector does not see this memory otherwise, and would not look for forgotten mappings.
        GC.AddMemoryPressure(length);
    }

    internal partial byte* Start => (byte*)_start;

    internal static partial Mapping Of(OsHandle file, long length)
    {
        var start = Libc.Map(0, (nuint)length, Libc.PROT_READ | Libc.PROT_WRITE, Libc.MAP_SHARED, file.Descriptor, 0);
        return start != Libc.MAP_FAILED ? new Mapping(start, length)
            : throw new InsufficientMemoryException($"This process has no room for {length} bytes of shared memory: " +
            $"{SystemError.Last}.");
    }

    private partial void Unmap()
    {
        var start = Interlocked.Exchange(ref _start, 0);
        if (start == 0) return;
        _ = Libc.Unmap(start, (nuint)_length);
        GC.RemoveMemoryPressure(_length);
    }
}
