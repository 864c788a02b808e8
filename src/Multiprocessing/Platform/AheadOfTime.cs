namespace Multiprocessing.Platform;

/// <summary>
/// Refusals in programs that are compiled ahead of time (NativeAOT): the compiler keeps those fields and functions only that it saw used, and objects lie
/// otherwise in memory. Whoever refuses asks <see cref="System.Runtime.CompilerServices.RuntimeFeature.IsDynamicCodeSupported"/> itself, first thing:
/// it is a constant to both compilers, so the check costs nothing, and NativeAOT leaves out what stands behind it.
/// </summary>
internal static class AheadOfTime
{
    /// <summary>For those who compile such a program, as a warning.</summary>
    internal const string NoChildren = "Programs that are compiled ahead of time (NativeAOT, PublishAot) cannot start children yet; publish without PublishAot.";

    /// <summary>For those who compile such a program, as a warning.</summary>
    internal const string NoFields = "Programs that are compiled ahead of time (NativeAOT, PublishAot) keep no list of a type's fields, so ValueSerializer.Default cannot copy values whole "
        + "and refuses all; use NerdbankValueSerializer of the package Multiprocessing.NerdbankMessagePack, whose code is generated, or a ValueSerializer of your own.";

    internal static ProcessStartException CannotStart() => new(NoChildren);

    internal static ProcessBoundaryException CannotWrite() => new(NoFields);

    internal static PlatformNotSupportedException CannotRead() => new(NoFields);
}
