namespace Multiprocessing.Platform;

/// <summary>Files in memory under names that all programs of the machine know, as Python's <c>shared_memory</c> has them.</summary>
internal static partial class SegmentFile
{
    /// <summary>Where the files lie.</summary>
    internal static partial string Folder { get; }

    /// <summary>The name as it is listed in the folder.</summary>
    /// <exception cref="ArgumentException">No segment can have it.</exception>
    internal static partial string CheckName(string name);

    /// <summary>Whether a segment can have this name.</summary>
    internal static partial bool IsName(string listed);

    /// <summary>Refuses what cannot fit: a process that uses memory which is not there is killed.</summary>
    /// <exception cref="InsufficientMemoryException">There is less left.</exception>
    internal static partial void RequireRoom(long size);

    /// <summary>Makes a file that has no name yet, so that nothing is left of it if this process is killed.</summary>
    /// <returns>Its handle; <see cref="OsHandle.None"/> where the system has no such files.</returns>
    internal static partial OsHandle TryCreateUnnamed(long size);

    /// <summary>Gives a file a name.</summary>
    /// <returns>False when another one has it.</returns>
    internal static partial bool TryName(OsHandle file, string name);

    /// <summary>Makes a file with a name.</summary>
    /// <returns>Its handle; <see cref="OsHandle.None"/> when another one has the name.</returns>
    internal static partial OsHandle TryCreate(string name, long size);

    /// <summary>Opens a file by its name.</summary>
    /// <exception cref="FileNotFoundException">There is none of this name.</exception>
    /// <exception cref="UnauthorizedAccessException">It belongs to another user.</exception>
    /// <exception cref="IOException">It cannot be opened for another reason.</exception>
    internal static partial OsHandle Open(string name);

    /// <summary>Which file it is, its length in bytes, and whether it still has its name.</summary>
    internal static partial (FileIdentity Identity, long Size, bool HasName) Look(OsHandle file);

    /// <summary>
    /// Says of an open segment that it is in use, so that nobody takes it for forsaken. That lasts as long as what is
    /// mapped by way of this handle.
    /// </summary>
    internal static partial void Share(OsHandle file);

    /// <summary>Takes its name from a file that its owner has left behind, unless somebody uses it.</summary>
    /// <returns>Whether the name does not lead to the file any more.</returns>
    internal static partial bool TryRemoveForsaken(string name, FileIdentity identity);

    /// <summary>Whether the name leads to this file, not to none or to another one.</summary>
    internal static partial bool Leads(string name, FileIdentity identity);

    /// <summary>
    /// Takes its name from a file. Between the look and the act another program would have to take the name away and use it anew to lose
    /// it: the system has no such act in one step.
    /// </summary>
    /// <returns>Whether it had the name.</returns>
    internal static partial bool Remove(string name, FileIdentity identity);
}
