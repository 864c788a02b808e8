using System.Runtime.CompilerServices;

namespace Multiprocessing.Serialization;

/// <summary>Describes where a value was met, from the argument or variable that it hangs on: only when it is refused, by looking for each object in the one before.</summary>
internal static class PathText
{
    // So many objects are named on each end of a longer way.
    private const int NamedAtEachEnd = 16;

    /// <summary>The way from the root to an object.</summary>
    internal static string To(string root, in IdentityTable objects, int number)
    {
        var way = new Stack<int>();
        for (; number >= 0; number = objects.Parent(number)) way.Push(number);
        var (text, all) = (root, way.Count);
        for (var above = -1; way.TryPop(out var next); above = next)
        {
            if (above < 0) continue;
            if (all > 2 * NamedAtEachEnd && way.Count == all - NamedAtEachEnd) text += "…";
            if (all <= 2 * NamedAtEachEnd || way.Count < NamedAtEachEnd || way.Count > all - NamedAtEachEnd) text = Append(text, objects[above], objects[next]);
        }

        return text;
    }

    /// <summary>Appends the name that a member has in its owner.</summary>
    internal static string Append(string above, object owner, object member)
    {
        var plan = TypePlan.Of(owner.GetType());
        return plan.Kind switch
        {
            PlanKind.Array => above + IndexOf((Array)owner, plan, member),
            PlanKind.Form => plan.Form!.NameOf(member, owner) is { } name ? Join(above, name) : above,
            _ => Find(plan.Steps, ref RawMemory.Of(owner), member) is { } step ? AppendField(above, step) : above,
        };
    }

    /// <summary>Appends a field's name.</summary>
    internal static string AppendField(string above, FieldStep step)
    {
        foreach (var field in step.Chain)
        {
            // The compiler keeps captured variables as fields of a class of its own, named <>c__DisplayClass…
            if (field.DeclaringType!.Name.StartsWith("<>c", StringComparison.Ordinal))
            {
                if (field.Name.StartsWith("CS$<>", StringComparison.Ordinal)) continue;
                above = field.Name.StartsWith("<>4__this", StringComparison.Ordinal) ? "captured 'this'" : $"captured variable '{field.Name}'";
            }
            else above = Join(above, PropertyName(field.Name));
        }

        return above;
    }

    /// <summary>The name of the field that holds the member, or null.</summary>
    internal static string? FieldName(FieldStep[] steps, object owner, object member) =>
        Find(steps, ref RawMemory.Of(owner), member) is { } step ? PropertyName(step.Chain[^1].Name) : null;

    /// <summary>The place of an element as C# writes it, or null.</summary>
    internal static string? IndexOf(Array array, TypePlan plan, object member)
    {
        var element = plan.Element!;
        if (element.Type.IsPointer || element.Type.IsFunctionPointer) return null;
        var size = element.IsValueType ? element.Size : nint.Size;
        for (nint index = 0; index < array.LongLength; index++)
        {
            ref var place = ref Unsafe.AddByteOffset(ref RawMemory.OfArray(array), index * size);
            if (!element.IsValueType)
            {
                if (ReferenceEquals(Unsafe.As<byte, object?>(ref place), member)) return Place(array, index);
            }
            else if (element.Kind == PlanKind.Fields && Find(element.Steps, ref place, member) is { } step) return IsEntry(element.Type) ? AppendField(Key(array, index), step.Inner()) : AppendField(Place(array, index), step);
        }

        return null;
    }

    // What a dictionary keeps its keys and values in is nothing that its user knows.
    private static bool IsEntry(Type type) => type is { IsNested: true, Name: "Entry" } && type.DeclaringType!.Name is "Dictionary`2" or "HashSet`1";

    private static string Key(Array entries, long index)
    {
        var entry = entries.GetValue(index)!;
        return entry.GetType().GetField("key") is { } key ? $"[{key.GetValue(entry)}]" : $"[{index}]";
    }

    private static string Place(Array array, long index)
    {
        if (array.Rank == 1) return $"[{index + array.GetLowerBound(0)}]";
        var places = new long[array.Rank];
        for (var dimension = array.Rank - 1; dimension >= 0; dimension--)
        {
            places[dimension] = (index % array.GetLongLength(dimension)) + array.GetLowerBound(dimension);
            index /= array.GetLongLength(dimension);
        }

        return $"[{string.Join(", ", places)}]";
    }

    private static FieldStep? Find(FieldStep[] steps, ref byte start, object member)
    {
        foreach (var step in steps)
        {
            if (step.Kind is StepKind.Reference or StepKind.String && ReferenceEquals(Unsafe.As<byte, object?>(ref Unsafe.AddByteOffset(ref start, step.Offset)), member)) return step;
        }

        return null;
    }

    private static string Join(string above, string name) => name.StartsWith('[') || name.StartsWith('.') ? above + name : $"{above}.{name}";

    private static string PropertyName(string field) => field.StartsWith('<') && field.IndexOf('>', StringComparison.Ordinal) is > 1 and var end ? field[1..end] : field;
}
