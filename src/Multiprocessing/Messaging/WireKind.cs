using System.Runtime.CompilerServices;
using Multiprocessing.Platform;
using Multiprocessing.Serialization;

namespace Multiprocessing.Messaging;

/// <summary>
/// Decides how values of a type travel in a message, once for each type. Used by <see cref="ValueEncoder{T}"/> and
/// <see cref="ValueDecoder{T}"/> only.
/// </summary>
internal static class WireKind<T>
{
    private const int Unknown = -1;

    // An int instead of a nullable enum, whose code a child would have to compile.
    private static int s_kind = Unknown;

    /// <summary>How values of the type are sent: as their memory, as the elements of an array, or as a graph.</summary>
    internal static MessageKind Kind => s_kind != Unknown ? (MessageKind)s_kind : Find();

    private static MessageKind Find()
    {
        // NativeAOT keeps no list of the fields of a type, so it could not be found out whether values have references.
        if (!AheadOfTime.IsAbsent) throw AheadOfTime.CannotWrite();
        var plan = TypePlan.Of(typeof(T));
        var kind = !RuntimeHelpers.IsReferenceOrContainsReferences<T>() && plan.Kind == PlanKind.Raw ? MessageKind.Raw
            : plan.Kind == PlanKind.RawArray && plan.IsVector ? MessageKind.RawArray
            : MessageKind.Graph;
        s_kind = (int)kind;
        return kind;
    }
}
