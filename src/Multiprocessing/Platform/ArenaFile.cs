namespace Multiprocessing.Platform;

/// <summary>
/// A file in memory that has no name, so it is gone with the last process that has it open, whatever is killed. It takes no memory but for
/// pages that have been written.
/// </summary>
internal static unsafe class ArenaFile
{
    /// <summary>The number under which a child finds it.</summary>
    internal const int InheritedDescriptor = Spawner.ArenaDescriptor;

    /// <summary>Whether this process has it from its parent.</summary>
    internal static bool IsInherited { get; private set; }

    /// <summary>In a child: takes over what it inherits; its own children get it by number only.</summary>
    internal static void Inherit()
    {
        Descriptors.SetCloseOnExec(InheritedDescriptor);
        IsInherited = true;
    }

    internal static int Create(long length)
    {
        // The system would not refuse a longer one but kill the process.
        if ((ulong)length > LengthLimit)
        {
            throw new SystemCallException($"The memory that processes share is a file without a name, of {length >> 20} MiB at least, " +
                "hardly any of it real memory; this process may not have so long a file: raise its limit (ulimit -f).");
        }

        var descriptor = Libc.MemoryFileCreate("multiprocessing", Libc.MFD_CLOEXEC);
        if (descriptor >= 0) descriptor = Descriptors.Raise(descriptor);
        if (descriptor < 0) throw Descriptors.Failure("shared memory");
        if (Libc.Truncate(descriptor, length) == 0) return descriptor;
        var failure = Descriptors.Failure("shared memory");
        Descriptors.Close(descriptor);
        throw failure;
    }

    /// <summary>How many bytes of addresses this process may have.</summary>
    internal static ulong AddressLimit => Limit(Libc.RLIMIT_AS);

    /// <summary>How long a file of this process may be, in bytes.</summary>
    internal static ulong LengthLimit => Limit(Libc.RLIMIT_FSIZE);

    /// <summary>Maps the whole file; null when the system has no room for it in the process's addresses.</summary>
    internal static byte* TryMap(int descriptor, long length)
    {
        var address = Libc.Map(0, (nuint)length, Libc.PROT_READ | Libc.PROT_WRITE, Libc.MAP_SHARED | Libc.MAP_NORESERVE, descriptor, 0);
        if (address == Libc.MAP_FAILED) return null;
        // A crash would otherwise write all of it, page by page, into its dump.
        _ = Libc.Advise(address, (nuint)length, Libc.MADV_DONTDUMP);
        return (byte*)address;
    }

    /// <summary>How long the file is, in bytes; -1 if the system does not say.</summary>
    internal static long Length(int descriptor) =>
        Libc.Status(descriptor, "", Libc.AT_EMPTY_PATH, Libc.STATX_SIZE, out var status) == 0 ? status.Size : -1;

    internal static bool TryRead(int descriptor, long offset, Span<byte> bytes)
    {
        fixed (byte* start = bytes) return Libc.ReadAt(descriptor, start, (nuint)bytes.Length, offset) == bytes.Length;
    }

    /// <summary>
    /// Fills memory with random bytes that nobody can guess. From the kernel itself: .NET's own way loads a library for encryption, at the
    /// first start of a child.
    /// </summary>
    internal static void FillWithSecret(Span<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            if (Libc.GetRandom(start, (nuint)bytes.Length, 0) != bytes.Length) throw Descriptors.Failure("random bytes");
        }
    }

    internal static void Write(int descriptor, long offset, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            if (Libc.WriteAt(descriptor, start, (nuint)bytes.Length, offset) != bytes.Length) throw Descriptors.Failure("shared memory");
        }
    }

    /// <summary>Gives the pages of a range back to the system; what is read there afterwards is zero.</summary>
    /// <returns>False where the system refuses, and nothing has changed.</returns>
    internal static bool TryDiscard(int descriptor, long offset, long length) =>
        Libc.Allocate(descriptor, Libc.FALLOC_FL_PUNCH_HOLE | Libc.FALLOC_FL_KEEP_SIZE, offset, length) == 0;

    private static ulong Limit(int resource)
    {
        var limits = stackalloc ulong[2];
        return Libc.GetLimit(resource, limits) == 0 ? limits[0] : ulong.MaxValue;
    }
}
