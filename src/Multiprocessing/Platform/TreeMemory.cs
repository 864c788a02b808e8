namespace Multiprocessing.Platform;

/// <summary>
/// The memory that the processes of a tree share. It has no name, so it is gone with the last process that has it open, whatever is killed,
/// and takes real memory only for pages that have been written.
/// </summary>
internal static unsafe partial class TreeMemory
{
    /// <summary>The unit in which the system gives and takes memory, in bytes.</summary>
    internal static partial int PageSize { get; }

    /// <summary>Makes the memory of a new tree, all zero.</summary>
    /// <exception cref="SystemCallException">The system refuses.</exception>
    internal static partial OsHandle Create(long length);

    /// <summary>How many bytes of addresses this process may have.</summary>
    internal static partial ulong AddressLimit { get; }

    /// <summary>The longest memory with a handle that this process may make, in bytes.</summary>
    internal static partial ulong LengthLimit { get; }

    /// <summary>Maps the whole memory; null when the system has no room for it in the process's addresses.</summary>
    internal static partial byte* TryMap(OsHandle memory, long length);

    /// <summary>Returns how long the memory is, in bytes; -1 if the system does not say.</summary>
    internal static partial long Length(OsHandle memory);

    /// <summary>Reads bytes of the memory, which need not be mapped; false where there are not so many.</summary>
    internal static partial bool TryRead(OsHandle memory, long offset, Span<byte> bytes);

    /// <summary>Writes bytes into the memory, which need not be mapped.</summary>
    /// <exception cref="SystemCallException">The system refuses.</exception>
    internal static partial void Write(OsHandle memory, long offset, ReadOnlySpan<byte> bytes);

    /// <summary>Sees to it that a mapped range has memory, before its first use and after <see cref="TryDiscard"/>.</summary>
    /// <returns>False where the system has none.</returns>
    internal static partial bool TryCommit(byte* start, long length);

    /// <summary>Gives the pages of a range back to the system; reads give zero afterwards.</summary>
    /// <returns>False where the system refuses, and nothing has changed.</returns>
    internal static partial bool TryDiscard(OsHandle memory, long offset, long length);
}
