using System.Runtime.CompilerServices;
using Multiprocessing.Platform;
using Multiprocessing.Serialization;

namespace Multiprocessing.Messaging;

/// <summary>
/// Decides how values of a type travel in a message, once for each type. Only <see cref="ValueEncoder{T}"/> and
/// <see cref="ValueDecoder{T}"/> ask.
/// </summary>
internal static class WireKind<T>
{
    private const int Unknown = -1;

    // Not a nullable kind, which a child would have to compile.
    private static int s_kind = Unknown;

    /// <summary>A value as it lies in memory, the elements of an array, or a graph.</summary>
    internal static MessageKind Kind => s_kind != Unknown ? (MessageKind)s_kind : Find();

    private static MessageKind Find()
    {
        // Whether values have references could not be told where no list of fields is kept.
        if (!AheadOfTime.IsAbsent) throw AheadOfTime.CannotWrite();
        var plan = TypePlan.Of(typeof(T));
        var kind = !RuntimeHelpers.IsReferenceOrContainsReferences<T>() && plan.Kind == PlanKind.Raw ? MessageKind.Raw
            : plan.Kind == PlanKind.RawArray && plan.IsVector ? MessageKind.RawArray
            : MessageKind.Graph;
        s_kind = (int)kind;
        return kind;
    }
}
