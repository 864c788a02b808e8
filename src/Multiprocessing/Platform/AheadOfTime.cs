using System.Diagnostics.CodeAnalysis;

namespace Multiprocessing.Platform;

/// <summary>
/// Refusals in programs that are compiled ahead of time (NativeAOT): that compiler keeps only the fields and functions that it saw used,
/// and objects have another layout in memory. Code that refuses tests <see cref="IsAbsent"/> before anything else, so that NativeAOT leaves
/// out the code behind it.
/// </summary>
internal static class AheadOfTime
{
    /// <summary>
    /// Always true where this code runs as it was compiled: NativeAOT's compiler replaces it by false (ILLink.Substitutions.xml). The
    /// runtime's own answer about dynamic code is no substitute: a program that is to be published with NativeAOT says in its configuration
    /// that dynamic code is not supported, but until then runs on the ordinary runtime, where everything works.
    /// </summary>
    [FeatureGuard(typeof(RequiresDynamicCodeAttribute))]
    internal static bool IsAbsent => true;

    /// <summary>The compiler's warning to authors of such a program that starts children.</summary>
    internal const string NoChildren = "Programs that are compiled ahead of time (NativeAOT, PublishAot) cannot start children yet; " +
        "publish without PublishAot.";

    /// <summary>The compiler's warning to authors of such a program that needs a type's fields.</summary>
    internal const string NoFields = "Programs that are compiled ahead of time (NativeAOT, PublishAot) keep no list of a type's fields, " +
        "so ValueSerializer.Default cannot copy values whole "
        + "and refuses all; use NerdbankValueSerializer of the package Multiprocessing.NerdbankMessagePack, whose code is generated, or " +
            "a ValueSerializer of your own.";

    internal static ProcessStartException CannotStart() => new(NoChildren);

    internal static ProcessBoundaryException CannotWrite() => new(NoFields);

    internal static PlatformNotSupportedException CannotRead() => new(NoFields);
}
