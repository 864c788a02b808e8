namespace Multiprocessing.Platform;

/// <summary>
/// A folder of this user in a place where other users make folders and links too, such as the temporary folder. It is opened and checked
/// once; what is done later is done to that folder and to files in it, without following a link, whatever its name leads to meanwhile.
/// </summary>
internal sealed partial class OwnFolder : IDisposable
{
    /// <summary>Opens the folder if it is a folder and no link, belongs to this user, and no other user may enter it.</summary>
    internal static partial OwnFolder? TryOpen(string path);

    /// <summary>
    /// Locks a file in the folder until <see cref="Dispose"/>; false if another process has the lock, or there is no such file of this
    /// user.
    /// </summary>
    internal partial bool TryLock(string name);

    /// <summary>Removes files in the folder, and the folder if nothing else is left.</summary>
    internal partial void Remove(params ReadOnlySpan<string> names);

    public partial void Dispose();
}
