namespace Multiprocessing.Platform;

/// <summary>Files in memory under names that all programs of the machine know, as Python's <c>shared_memory</c> has them.</summary>
internal static partial class SegmentFile
{
    /// <summary>The folder in which the files lie.</summary>
    internal static partial string Folder { get; }

    /// <summary>Returns the name as it is listed in the folder.</summary>
    /// <exception cref="ArgumentException">No segment can have this name.</exception>
    internal static partial string CheckName(string name);

    /// <summary>Whether a segment can have this name.</summary>
    internal static partial bool IsName(string listed);

    /// <summary>Refuses a size that cannot fit: a process that uses memory which is not there is killed.</summary>
    /// <exception cref="InsufficientMemoryException">There is less memory left.</exception>
    internal static partial void RequireRoom(long size);

    /// <summary>Makes a file that has no name yet, so that nothing is left of it if this process is killed.</summary>
    /// <returns>Its handle; <see cref="OsHandle.None"/> where the system has no such files.</returns>
    internal static partial OsHandle TryCreateUnnamed(long size);

    /// <summary>Gives a file a name.</summary>
    /// <returns>False when another file has the name.</returns>
    internal static partial bool TryName(OsHandle file, string name);

    /// <summary>Makes a file with a name.</summary>
    /// <returns>Its handle; <see cref="OsHandle.None"/> when another file has the name.</returns>
    internal static partial OsHandle TryCreate(string name, long size);

    /// <summary>Opens a file by its name.</summary>
    /// <exception cref="FileNotFoundException">There is no file of this name.</exception>
    /// <exception cref="UnauthorizedAccessException">The file belongs to another user.</exception>
    /// <exception cref="IOException">The file cannot be opened for another reason.</exception>
    internal static partial OsHandle Open(string name);

    /// <summary>Returns which file it is, its length in bytes, and whether it still has its name.</summary>
    internal static partial (FileIdentity Identity, long Size, bool HasName) Look(OsHandle file);

    /// <summary>
    /// Marks an open segment as in use, so that no process takes it for forsaken. The mark lasts as long as the mappings that are made by
    /// way of this handle.
    /// </summary>
    internal static partial void Share(OsHandle file);

    /// <summary>Removes the name of a file that its owner has left behind, unless a process uses the file.</summary>
    /// <returns>Whether the name no longer leads to the file.</returns>
    internal static partial bool TryRemoveForsaken(string name, FileIdentity identity);

    /// <summary>Whether the name leads to this file, and not to none or to another one.</summary>
    internal static partial bool Leads(string name, FileIdentity identity);

    /// <summary>
    /// Removes the name of a file. The system cannot check and remove in one step: if another program removes the name in between and uses
    /// it for a new file, the new file loses it.
    /// </summary>
    /// <returns>Whether the file had the name.</returns>
    internal static partial bool Remove(string name, FileIdentity identity);
}
