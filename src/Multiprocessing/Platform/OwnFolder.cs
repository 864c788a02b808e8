namespace Multiprocessing.Platform;

/// <summary>
/// A folder of this user's in a place where other users make folders and links too, as the temporary one. It is opened once and looked at;
/// what is done then is done to that folder and to files in it, without following a link, whatever its name leads to meanwhile.
/// </summary>
internal sealed partial class OwnFolder : IDisposable
{
    /// <summary>Opens the folder if it is one, no link, this user's, and nobody else may enter it.</summary>
    internal static partial OwnFolder? TryOpen(string path);

    /// <summary>
    /// Takes the lock of a file in it until <see cref="Dispose"/>; false if another process has it, or there is no such file of this
    /// user's.
    /// </summary>
    internal partial bool TryLock(string name);

    /// <summary>Removes files in it, and the folder if nothing else is left.</summary>
    internal partial void Remove(params ReadOnlySpan<string> names);

    public partial void Dispose();
}
