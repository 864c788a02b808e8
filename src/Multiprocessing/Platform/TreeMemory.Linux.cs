namespace Multiprocessing.Platform;

/// <content>A file in memory.</content>
internal static unsafe partial class TreeMemory
{
    internal static partial int PageSize => Environment.SystemPageSize;

    internal static partial OsHandle Create(long length)
    {
        // The system would not refuse a longer file but kill the process.
        if ((ulong)length > LengthLimit)
        {
            throw new SystemCallException($"The memory that processes share is a file without a name, of {length >> 20} MiB at least, " +
                "hardly any of it real memory; this process may not have so long a file: raise its limit (ulimit -f).");
        }

        var descriptor = Libc.MemoryFileCreate("multiprocessing", Libc.MFD_CLOEXEC);
        if (descriptor >= 0) descriptor = Descriptors.Raise(descriptor);
        if (descriptor < 0) throw Descriptors.Failure("shared memory");
        if (Libc.Truncate(descriptor, length) == 0) return OsHandle.Of(descriptor);
        var failure = Descriptors.Failure("shared memory");
        Descriptors.Close(descriptor);
        throw failure;
    }

    internal static partial ulong AddressLimit => Limit(Libc.RLIMIT_AS);

    internal static partial ulong LengthLimit => Limit(Libc.RLIMIT_FSIZE);

    internal static partial byte* TryMap(OsHandle memory, long length)
    {
        var address = Libc.Map(0, (nuint)length, Libc.PROT_READ | Libc.PROT_WRITE, Libc.MAP_SHARED | Libc.MAP_NORESERVE,
            memory.Descriptor, 0);
        if (address == Libc.MAP_FAILED) return null;
        // Otherwise a crash would write all of the memory, page by page, into its dump.
        _ = Libc.Advise(address, (nuint)length, Libc.MADV_DONTDUMP);
        return (byte*)address;
    }

    internal static partial long Length(OsHandle memory) =>
        Libc.Status(memory.Descriptor, "", Libc.AT_EMPTY_PATH, Libc.STATX_SIZE, out var status) == 0 ? status.Size : -1;

    internal static partial bool TryRead(OsHandle memory, long offset, Span<byte> bytes)
    {
        fixed (byte* start = bytes) return Libc.ReadAt(memory.Descriptor, start, (nuint)bytes.Length, offset) == bytes.Length;
    }

    internal static partial void Write(OsHandle memory, long offset, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            if (Libc.WriteAt(memory.Descriptor, start, (nuint)bytes.Length, offset) != bytes.Length)
            {
                throw Descriptors.Failure("shared memory");
            }
        }
    }

    // A page gets its memory when it is first written.
    internal static partial bool TryCommit(byte* start, long length) => true;

    internal static partial bool TryDiscard(OsHandle memory, long offset, long length) =>
        Libc.Allocate(memory.Descriptor, Libc.FALLOC_FL_PUNCH_HOLE | Libc.FALLOC_FL_KEEP_SIZE, offset, length) == 0;

    private static ulong Limit(int resource)
    {
        var limits = stackalloc ulong[2];
        return Libc.GetLimit(resource, limits) == 0 ? limits[0] : ulong.MaxValue;
    }
}
