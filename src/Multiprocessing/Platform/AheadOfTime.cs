using System.Diagnostics.CodeAnalysis;

namespace Multiprocessing.Platform;

/// <summary>
/// Refusals in programs that are compiled ahead of time (NativeAOT): the compiler keeps those fields and functions only that it saw used,
/// and objects lie otherwise in memory. Whoever refuses asks <see cref="IsAbsent"/>, first thing, so that NativeAOT leaves out what stands
/// behind it.
/// </summary>
internal static class AheadOfTime
{
    /// <summary>
    /// Always true where this code is run as it stands: NativeAOT's compiler puts false in its place (ILLink.Substitutions.xml). Not what
    /// the runtime says of dynamic code: a program that is to be published with NativeAOT, as "dynamic code is not supported" in its
    /// configuration tells, is run by the ordinary runtime until then, where all works.
    /// </summary>
    [FeatureGuard(typeof(RequiresDynamicCodeAttribute))]
    internal static bool IsAbsent => true;

    /// <summary>For those who compile such a program, as a warning.</summary>
    internal const string NoChildren = "Programs that are compiled ahead of time (NativeAOT, PublishAot) cannot start children yet; " +
        "publish without PublishAot.";

    /// <summary>For those who compile such a program, as a warning.</summary>
    internal const string NoFields = "Programs that are compiled ahead of time (NativeAOT, PublishAot) keep no list of a type's fields, " +
        "so ValueSerializer.Default cannot copy values whole "
        + "and refuses all; use NerdbankValueSerializer of the package Multiprocessing.NerdbankMessagePack, whose code is generated, or " +
            "a ValueSerializer of your own.";

    internal static ProcessStartException CannotStart() => new(NoChildren);

    internal static ProcessBoundaryException CannotWrite() => new(NoFields);

    internal static PlatformNotSupportedException CannotRead() => new(NoFields);
}
