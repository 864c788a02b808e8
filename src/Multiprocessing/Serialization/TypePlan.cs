using System.Reflection;
using System.Runtime.CompilerServices;

namespace Multiprocessing.Serialization;

/// <summary>How values of one type travel: as raw memory, or field by field. Peers run the same build, so an object's state is its fields.</summary>
internal sealed class TypePlan
{
    // Not a concurrent dictionary: that is one more assembly for a child to load before its function begins.
    private static readonly Dictionary<Type, TypePlan> s_plans = [];
    private static readonly Lock s_gate = new();

    private TypePlan(Type type)
    {
        Type = type;
        Refusal = Refusals.Reason(type);
        // A child process object is refused as a value, but a derived one travels as itself to the child that it describes.
        if ((Refusal is not null && !typeof(ChildProcess).IsAssignableFrom(type)) || type.IsArray) return;
        IsRaw = type.IsValueType && ComputeIsRaw(type);
        if (IsRaw) Size = RuntimeHelpers.SizeOf(type.TypeHandle);
        else if (type.IsValueType || type.IsClass) Fields = CollectFields(type);
    }

    internal Type Type { get; }

    /// <summary>Why the type cannot cross, or null.</summary>
    internal string? Refusal { get; }

    /// <summary>A value type without references: its memory is its value.</summary>
    internal bool IsRaw { get; }

    internal int Size { get; }

    /// <summary>All instance fields but those that cannot cross and are marked <see cref="NonSerializedAttribute"/>, the base class's first.</summary>
    internal FieldInfo[] Fields { get; } = [];

    internal static TypePlan Of(Type type)
    {
        lock (s_gate)
        {
            if (!s_plans.TryGetValue(type, out var plan)) s_plans.Add(type, plan = new TypePlan(type));
            return plan;
        }
    }

    /// <summary>The fields that <paramref name="type"/> adds to those of <paramref name="ancestor"/>.</summary>
    internal static IEnumerable<FieldInfo> FieldsBelow(Type type, Type ancestor)
    {
        foreach (var field in Of(type).Fields)
        {
            if (ancestor != field.DeclaringType && ancestor.IsAssignableFrom(field.DeclaringType)) yield return field;
        }
    }

    private static FieldInfo[] CollectFields(Type type)
    {
        var fields = new List<FieldInfo>();
        for (var current = type; current is not null && current != typeof(object); current = current.BaseType)
        {
            fields.InsertRange(0, current.GetFields(
                BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly).Where(static field => !StaysBehind(field)));
        }

        return [.. fields];
    }

    // What cannot cross, but is no part of the state either by its author's word, as a cancelled task in its exception.
    private static bool StaysBehind(FieldInfo field) => field.IsDefined(typeof(NonSerializedAttribute)) && Refusals.Reason(field.FieldType) is not null;

    private static bool ComputeIsRaw(Type type)
    {
        if (type.IsEnum) return true;
        if (type.IsPrimitive) return type != typeof(nint) && type != typeof(nuint);
        if (Nullable.GetUnderlyingType(type) is not null) return false;
        foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
        {
            if (!field.FieldType.IsValueType || Refusals.Reason(field.FieldType) is not null || !Of(field.FieldType).IsRaw) return false;
        }

        return true;
    }
}
