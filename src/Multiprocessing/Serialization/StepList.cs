using System.Reflection;
using System.Runtime.CompilerServices;

namespace Multiprocessing.Serialization;

/// <summary>
/// Makes the steps of a type: its fields in the order of the hierarchy, value types spread out, neighbouring memory joined.
/// </summary>
internal static class StepList
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    // The enumeration's own name is obsolete together with the formatters that were the first to heed it; the attribute is not.
    private const FieldAttributes NotSerialized = (FieldAttributes)0x80;

    // The largest gap that the runtime leaves between fields for the sake of alignment.
    private const int LargestPadding = 7;

    /// <summary>Returns the steps of the fields that <paramref name="type"/> adds to those of <paramref name="ancestor"/>.</summary>
    internal static FieldStep[] Of(Type type, Type? ancestor)
    {
        var steps = new GrowingArray<FieldStep>();
        AddHierarchy(ref steps, type, ancestor);
        if (type.IsValueType && ValueCheck.Find(type) is not null) steps.Add(new FieldStep(StepKind.Check, 0, 0, TypePlan.Of(type), []));
        if (type.IsValueType && type.GetCustomAttribute<InlineArrayAttribute>() is { } inline) Repeat(ref steps, type, inline.Length);
        return Join(ref steps);
    }

    private static void AddHierarchy(ref GrowingArray<FieldStep> steps, Type? type, Type? ancestor)
    {
        if (type is null || type == typeof(object) || type == ancestor) return;
        AddHierarchy(ref steps, type.BaseType, ancestor);
        foreach (var field in type.GetFields(Declared))
        {
            if (StaysBehind(field))
            {
                steps.Add(new FieldStep(StepKind.LeftOut, FieldOffsets.Of(field), 0, null, [field]));
            }
            else if (field.Name == "_index" && MemoryCheck.Matches(type))
            {
                steps.Add(new FieldStep(StepKind.Index, FieldOffsets.Of(field), sizeof(int), null, [field]));
            }
            else
            {
                Add(ref steps, field);
            }
        }
    }

    private static void Add(ref GrowingArray<FieldStep> steps, FieldInfo field)
    {
        var offset = FieldOffsets.Of(field);
        var plan = TypePlan.Of(field.FieldType);
        if (!field.FieldType.IsValueType && plan.Kind != PlanKind.Refused)
        {
            steps.Add(new FieldStep(plan.Kind == PlanKind.String ? StepKind.String : StepKind.Reference, offset, 0, plan, [field]));
            return;
        }

        switch (plan.Kind)
        {
            case PlanKind.Raw:
                steps.Add(new FieldStep(StepKind.Raw, offset, plan.Size, null, [field]));
                if (plan.Check is not null) steps.Add(new FieldStep(StepKind.Check, offset, 0, plan, [field]));
                return;
            case PlanKind.Formatter:
                steps.Add(new FieldStep(StepKind.Formatter, offset, 0, plan, [field]));
                return;
            case PlanKind.Refused:
                // A reference that is null does no harm, whatever its type.
                steps.Add(new FieldStep(plan.IsAddressOrValue ? StepKind.Refused : StepKind.Reference, offset, 0, plan, [field]));
                return;
            default:
                foreach (var inner in plan.Steps) steps.Add(inner.Within(offset, field));
                return;
        }
    }

    // The fields of an inline array are its first element's.
    private static void Repeat(ref GrowingArray<FieldStep> steps, Type type, int length)
    {
        var element = steps.Count;
        var stride = RuntimeHelpers.SizeOf(type.TypeHandle) / length;
        for (var index = 1; index < length; index++)
        {
            for (var step = 0; step < element; step++)
            {
                ref var first = ref steps[step];
                steps.Add(new FieldStep(first.Kind, first.Offset + (index * stride), first.Length, first.Declared, first.Chain));
            }
        }
    }

    private static FieldStep[] Join(ref GrowingArray<FieldStep> steps)
    {
        Sort(ref steps);
        var joined = new GrowingArray<FieldStep>();
        for (var index = 0; index < steps.Count; index++)
        {
            ref var step = ref steps[index];
            if (joined.Count > 0 && step.Kind == StepKind.Raw)
            {
                // Everything in between is a step too, so bytes that follow memory directly are memory or padding.
                ref var last = ref joined[joined.Count - 1];
                var end = last.Offset + last.Length;
                if (last.Kind == StepKind.Raw && step.Offset <= end + LargestPadding)
                {
                    last = new FieldStep(StepKind.Raw, last.Offset, Math.Max(end, step.Offset + step.Length) - last.Offset, null,
                        last.Chain);
                    continue;
                }
            }

            // Two references in one place, as an explicit layout allows: what lies there need not be of either type.
            if (joined.Count > 0 && IsReference(step) && IsReference(joined[joined.Count - 1])
                && joined[joined.Count - 1].Offset == step.Offset)
            {
                ref var other = ref joined[joined.Count - 1];
                other = new FieldStep(StepKind.Reference, other.Offset, 0, TypePlan.Of(typeof(object)), other.Chain);
                continue;
            }

            joined.Add(step);
        }

        var result = new FieldStep[joined.Count];
        for (var index = 0; index < result.Length; index++)
        {
            ref var step = ref joined[index];
            result[index] = new FieldStep(Narrow(step), step.Offset, step.Length, step.Declared, step.Chain);
        }

        return result;
    }

    private static bool IsReference(in FieldStep step) => step.Kind is StepKind.String or StepKind.Reference;

    private static StepKind Narrow(FieldStep step) =>
        step.Kind is not (StepKind.Raw or StepKind.Raw4 or StepKind.Raw8) ? step.Kind : step.Length switch
        {
            4 => StepKind.Raw4,
            8 => StepKind.Raw8,
            _ => StepKind.Raw,
        };

    // A hand-written sort: a sorting routine of the runtime would be compiled for this type at a child's start.
    private static void Sort(ref GrowingArray<FieldStep> steps)
    {
        for (var index = 0; index < steps.Count; index++)
        {
            var step = steps[index];
            // The narrower kinds come from value types that were made before, and may be joined again.
            if (step.Kind is StepKind.Raw4 or StepKind.Raw8) step = new FieldStep(StepKind.Raw, step.Offset, step.Length, null, step.Chain);
            var place = index;
            for (; place > 0 && IsBehind(steps[place - 1], step); place--) steps[place] = steps[place - 1];
            steps[place] = step;
        }
    }

    // A check runs when its value is complete, and memory on both sides of it may be joined.
    private static bool IsBehind(in FieldStep earlier, in FieldStep step) =>
        earlier.Kind == StepKind.Check ? step.Kind != StepKind.Check : step.Kind != StepKind.Check && earlier.Offset > step.Offset;

    /// <summary>Whether the field is marked <see cref="NonSerializedAttribute"/>.</summary>
    internal static bool IsMarked(FieldInfo field) => (field.Attributes & NotSerialized) != 0;

    // The author's word holds for their own types. In types of .NET the mark means caches, or state that another mechanism restores, so
    // there only what cannot cross stays behind, such as a cancelled task in its exception.
    internal static bool StaysBehind(FieldInfo field) =>
        IsMarked(field) && (!Frameworks.Contains(field.Module.Assembly) || Refusals.Reason(field.FieldType) is not null);
}
