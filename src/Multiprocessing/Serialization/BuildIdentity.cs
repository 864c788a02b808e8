namespace Multiprocessing.Serialization;

/// <summary>
/// The builds that two processes must have in common to understand each other's values: one build of this library, and one of the runtime's
/// own.
/// </summary>
internal static class BuildIdentity
{
    internal static readonly Guid Library = typeof(BuildIdentity).Assembly.ManifestModule.ModuleVersionId;
    internal static readonly Guid Runtime = typeof(object).Assembly.ManifestModule.ModuleVersionId;
}
