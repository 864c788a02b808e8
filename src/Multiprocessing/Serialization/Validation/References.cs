using System.Runtime.CompilerServices;

namespace Multiprocessing.Serialization;

/// <summary>The objects that an object refers to by its fields or elements, but for strings.</summary>
internal static class References
{
    internal static void Add(object value, List<object> found)
    {
        var plan = TypePlan.Of(value.GetType());
        switch (plan.Kind)
        {
            case PlanKind.Array:
                var array = (Array)value;
                AddElements(ref RawMemory.OfArray(array), array.LongLength, plan.Element!, found);
                return;
            case PlanKind.Fields or PlanKind.Formatter:
                AddFields(ref RawMemory.Of(value), plan.Steps, found);
                return;
        }
    }

    private static void AddElements(ref byte first, long count, TypePlan element, List<object> found)
    {
        if (element.Kind == PlanKind.String) return;
        for (nint index = 0; index < count; index++)
        {
            if (element.IsValueType) AddFields(ref Unsafe.AddByteOffset(ref first, index * element.Size), element.Steps, found);
            else if (Unsafe.Add(ref Unsafe.As<byte, object?>(ref first), index) is { } one and not string) found.Add(one);
        }
    }

    private static void AddFields(ref byte start, FieldStep[] steps, List<object> found)
    {
        foreach (ref readonly var step in steps.AsSpan())
        {
            if (step.Kind == StepKind.Reference && Unsafe.As<byte, object?>(ref Unsafe.AddByteOffset(ref start, step.Offset)) is { } one
                and not string)
            {
                found.Add(one);
            }
        }
    }
}
