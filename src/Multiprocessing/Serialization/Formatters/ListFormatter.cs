using System.Reflection;

namespace Multiprocessing.Serialization;

/// <summary>Formats a list by its elements, without its room for more.</summary>
internal sealed class ListFormatter(Type list) : Formatter
{
    internal override string? ReasonOverNetwork => null;

    private readonly int _items = Offset(list, "_items");
    private readonly int _size = Offset(list, "_size");
    private readonly TypePlan _array = TypePlan.Of(list.GetGenericArguments()[0].MakeArrayType());

    internal override Type Ancestor => list;

    internal override bool HasContents => true;

    internal override void Write(ObjectWriter writer, int number, object value, TypePlan plan)
    {
    }

    internal override void WriteContents(ObjectWriter writer, object value, TypePlan plan)
    {
        var items = RawMemory.Field<Array>(value, _items);
        // Another thread may be adding to the list.
        var count = Math.Min(RawMemory.Field<int>(value, _size), items.Length);
        writer.WriteCompact((uint)count);
        if (_array.Kind == PlanKind.RawArray) writer.WriteLargeMemory(ref RawMemory.OfArray(items), (long)count * _array.Element!.Size);
        else writer.WriteElements(ref RawMemory.OfArray(items), count, _array.Element!);
        writer.WriteSteps(ref RawMemory.Of(value), plan.OwnSteps);
    }

    internal override void ReadContents(ObjectReader reader, object value, TypePlan plan)
    {
        var items = reader.AllocateVector(_array);
        RawMemory.Field<Array>(value, _items) = items;
        RawMemory.Field<int>(value, _size) = items.Length;
        if (_array.Kind == PlanKind.RawArray) reader.ReadRawElements(ref RawMemory.OfArray(items), items.Length, _array.Element!);
        else reader.ReadElements(ref RawMemory.OfArray(items), items.Length, _array.Element!);
        reader.ReadSteps(ref RawMemory.Of(value), plan.OwnSteps);
    }

    internal override string? NameOf(object member, object owner)
    {
        var index = PathText.IndexOf(RawMemory.Field<Array>(owner, _items), _array, member);
        return index is not null ? index : PathText.FieldName(TypePlan.Of(owner.GetType()).OwnSteps, owner, member);
    }

    private static int Offset(Type list, string field) =>
        FieldOffsets.Of(list.GetField(field, BindingFlags.Instance | BindingFlags.NonPublic)!);
}
