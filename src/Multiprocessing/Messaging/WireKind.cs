using System.Runtime.CompilerServices;
using Multiprocessing.Platform;
using Multiprocessing.Serialization;

namespace Multiprocessing.Messaging;

/// <summary>How values of a type travel in a message, and how it is named there.</summary>
internal static class WireKind<T>
{
    private const int Unknown = -1;

    private static byte[]? s_stamp;
    // Not a nullable kind, which a child would have to compile.
    private static int s_kind = Unknown;

    /// <summary>A value as it lies in memory, the elements of an array, or a graph.</summary>
    internal static MessageKind Kind => s_kind != Unknown ? (MessageKind)s_kind : Find();

    /// <summary>The length of the type's name and the name, by which a receiver who asks for the same type knows it.</summary>
    internal static byte[] Stamp => s_stamp ??= MakeStamp();

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

    private static byte[] MakeStamp()
    {
        if (!AheadOfTime.IsAbsent) throw AheadOfTime.CannotWrite();
        var writer = new ObjectWriter();
        writer.WriteType(typeof(T));
        var name = writer.Written.Span;
        var stamp = new byte[sizeof(ushort) + name.Length];
        BitConverter.TryWriteBytes(stamp, checked((ushort)name.Length));
        name.CopyTo(stamp.AsSpan(sizeof(ushort)));
        return stamp;
    }
}
