namespace Multiprocessing.Platform;

/// <summary>Tells in words what an older or another system lacks, before a missing symbol does.</summary>
internal static partial class SystemRequirements
{
    /// <exception cref="PlatformNotSupportedException">Child processes cannot be started on this system.</exception>
    internal static partial void Check();
}
