using System.Runtime.CompilerServices;

namespace Multiprocessing.Serialization;

/// <summary>The checks of the values within a value that is copied as one piece of memory.</summary>
internal sealed class FieldChecks(Type type) : ValueCheck
{
    private FieldStep[]? _steps;

    internal override bool Holds(ref byte value)
    {
        foreach (ref readonly var step in new ReadOnlySpan<FieldStep>(_steps ??= StepList.Of(type, null)))
        {
            if (step.Kind == StepKind.Check && !step.Declared!.Check!.Holds(ref Unsafe.AddByteOffset(ref value, step.Offset))) return false;
        }

        return true;
    }
}
