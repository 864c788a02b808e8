using System.Diagnostics.CodeAnalysis;

namespace Multiprocessing.Tests.Messaging;

/// <summary>A way from those who produce to those who consume.</summary>
internal abstract class ParcelRoute
{
    /// <summary>The length of the longest ones, in bytes.</summary>
    internal abstract int Longest { get; }

    internal abstract void Put(Parcel parcel);

    /// <summary>Waits for one; false when there will be none any more.</summary>
    internal abstract bool TryTake([MaybeNullWhen(false)] out Parcel parcel);

    /// <summary>What was taken is done.</summary>
    internal abstract void Finish();

    /// <summary>Nobody puts anything in any more.</summary>
    internal abstract void End();
}
