using System.Reflection;
using System.Runtime.CompilerServices;

namespace Multiprocessing.Serialization;

/// <summary>
/// Describes the place of a value, from the argument or variable that it hangs on: only when it is refused, by looking for each object in
/// the one before.
/// </summary>
internal static class PathText
{
    // The number of objects that are named at each end of a longer way.
    private const int NamedAtEachEnd = 16;

    private const string This = "captured 'this'";

    /// <summary>Returns the objects on the way from the root to an object.</summary>
    internal static object[] Way(in IdentityTable objects, int number)
    {
        var way = new Stack<object>();
        for (; number >= 0; number = objects.Parent(number)) way.Push(objects[number]);
        // Objects that the library itself has put around a function are unknown to its user.
        while (way.Count > 1 && way.Peek().GetType().Assembly == typeof(PathText).Assembly
            && way.Any(static step => step is Delegate)) way.Pop();
        return [.. way];
    }

    /// <summary>Returns the way from the root to the last of these objects.</summary>
    internal static string To(string root, object[] way)
    {
        var text = root;
        for (var next = 1; next < way.Length; next++)
        {
            var left = way.Length - next - 1;
            if (way.Length > 2 * NamedAtEachEnd && left == way.Length - NamedAtEachEnd) text += "…";
            if (way.Length <= 2 * NamedAtEachEnd || left < NamedAtEachEnd || left > way.Length - NamedAtEachEnd)
            {
                text = Append(text, way[next - 1], way[next], isFirst: next == 1);
            }
        }

        return text;
    }

    private static string Append(string above, object owner, object member, bool isFirst)
    {
        if (owner is Delegate function && !IsClosure(member.GetType()))
        {
            return isFirst && CaptureText.CallOn(function, member) is { } call ? TargetName(call.Method)
                : Join(above, nameof(Delegate.Target));
        }

        var plan = TypePlan.Of(owner.GetType());
        return plan.Kind switch
        {
            PlanKind.Array => above + IndexOf((Array)owner, plan, member),
            PlanKind.Formatter => plan.Formatter!.NameOf(member, owner) is { } name ? Join(above, name) : above,
            _ => Find(plan.Steps, ref RawMemory.Of(owner), member) is { } step ? AppendField(above, step) : above,
        };
    }

    private static string TargetName(MethodInfo method) =>
        method.IsStatic ? "first argument" : FunctionName.IsWithin(method) ? This : "called object";

    /// <summary>
    /// Whether the compiler has made the type to keep what a function has captured, as fields: C# calls it <c>&lt;&gt;c__DisplayClass…</c>,
    /// F# <c>run@12</c>.
    /// </summary>
    internal static bool IsClosure(Type type) =>
        type.Name.StartsWith("<>c", StringComparison.Ordinal) || type.Name.StartsWith("_Closure$", StringComparison.Ordinal)
            || (type.Name.Contains('@', StringComparison.Ordinal) && !type.IsValueType);

    /// <summary>Whether a closure's field holds the object around the function.</summary>
    internal static bool IsThis(FieldInfo captured) =>
        captured.Name.StartsWith("<>4__this", StringComparison.Ordinal) || captured.Name is "$VB$Me" or "this";

    /// <summary>Whether a closure's field holds the closure of the block around.</summary>
    internal static bool IsOuterClosure(FieldInfo captured) =>
        captured.Name.StartsWith("CS$<>", StringComparison.Ordinal) || captured.Name.StartsWith("$VB$NonLocal", StringComparison.Ordinal);

    /// <summary>Returns the name in the source of a variable that a closure's field holds.</summary>
    internal static string VariableName(FieldInfo captured) =>
        captured.Name.StartsWith("$VB$Local_", StringComparison.Ordinal) ? captured.Name["$VB$Local_".Length..] : captured.Name;

    /// <summary>Returns the field of a class that holds the member, or null.</summary>
    internal static FieldInfo? FieldOf(object owner, object member) =>
        Find(TypePlan.Of(owner.GetType()).Steps, ref RawMemory.Of(owner), member)?.Chain[0];

    /// <summary>Appends a field's name.</summary>
    internal static string AppendField(string above, FieldStep step)
    {
        foreach (var field in step.Chain)
        {
            if (IsClosure(field.DeclaringType!))
            {
                if (IsOuterClosure(field)) continue;
                above = IsThis(field) ? This : $"captured variable '{VariableName(field)}'";
            }
            else above = Join(above, PropertyName(field.Name));
        }

        return above;
    }

    /// <summary>Returns the name of the field that holds the member, or null.</summary>
    internal static string? FieldName(FieldStep[] steps, object owner, object member) =>
        Find(steps, ref RawMemory.Of(owner), member) is { } step ? PropertyName(step.Chain[^1].Name) : null;

    /// <summary>Returns the place of an element as C# writes it, or null.</summary>
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
            else if (element.Kind == PlanKind.Fields && Find(element.Steps, ref place, member) is { } step)
            {
                return IsEntry(element.Type) ? AppendField(Key(array, index), step.Inner()) : AppendField(Place(array, index), step);
            }
        }

        return null;
    }

    // The entries in which a dictionary keeps its keys and values are unknown to its user.
    private static bool IsEntry(Type type) =>
        type is { IsNested: true, Name: "Entry" } && type.DeclaringType!.Name is "Dictionary`2" or "HashSet`1";

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
            if (step.Kind is StepKind.Reference or StepKind.String
                && ReferenceEquals(Unsafe.As<byte, object?>(ref Unsafe.AddByteOffset(ref start, step.Offset)), member))
            {
                return step;
            }
        }

        return null;
    }

    private static string Join(string above, string name) =>
        name.StartsWith('[') || name.StartsWith('.') ? above + name : $"{above}.{name}";

    private static string PropertyName(string field) =>
        field.StartsWith('<') && field.IndexOf('>', StringComparison.Ordinal) is > 1 and var end ? field[1..end] : field;
}
