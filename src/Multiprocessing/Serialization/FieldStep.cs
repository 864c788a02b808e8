using System.Reflection;

namespace Multiprocessing.Serialization;

/// <summary>
/// One step of reading or writing an object: for a field, or for several at once where they lie side by side and are plain memory.
/// </summary>
internal readonly struct FieldStep(StepKind kind, int offset, int length, TypePlan? declared, FieldInfo[] chain)
{
    internal readonly StepKind Kind = kind;

    /// <summary>The place in bytes from the object's first field, or from the start of the value.</summary>
    internal readonly int Offset = offset;

    internal readonly int Length = length;

    /// <summary>The plan of the field's declared type; null for plain memory.</summary>
    internal readonly TypePlan? Declared = declared;

    /// <summary>The field, preceded by the fields of the value types that hold it.</summary>
    internal readonly FieldInfo[] Chain = chain;

    /// <summary>Returns the same step for a value that itself lies in a field.</summary>
    internal FieldStep Within(int offset, FieldInfo outer)
    {
        var chain = new FieldInfo[Chain.Length + 1];
        chain[0] = outer;
        Chain.CopyTo(chain, 1);
        return new FieldStep(Kind, Offset + offset, Length, Declared, chain);
    }

    /// <summary>Returns the same step as seen from within the outermost of the value types.</summary>
    internal FieldStep Inner() => new(Kind, Offset, Length, Declared, Chain[1..]);
}
