using System.Reflection;
using System.Runtime.CompilerServices;
using Multiprocessing.Serialization;

namespace Multiprocessing.Collections;

/// <summary>
/// How keys of a type become bytes. Two keys are equal in a dictionary if their bytes are, so a type is taken only if its own equality says
/// the same.
/// </summary>
internal sealed class KeyPlan
{
    private readonly Type _type;
    private readonly List<KeyStep> _steps = [];

    private KeyPlan(Type type)
    {
        _type = type;
        if (type == typeof(string)) return;
        Refusal = type.IsValueType || IsRecord(type) ? Add(type, 0, isRoot: true) : RefusalOfClass(type);
        if (Refusal is not null) return;
        Steps = Join();
        IsMemory = type.IsValueType && Steps is [{ Offset: 0, IsText: false } whole]
            && whole.Size == RuntimeHelpers.SizeOf(type.TypeHandle);
    }

    /// <summary>Why the type is none of keys; null where it is.</summary>
    internal string? Refusal { get; }

    /// <summary>Whether a key's memory is its bytes.</summary>
    internal bool IsMemory { get; }

    /// <summary>The parts of a key, in their order in memory; none for a string.</summary>
    internal KeyStep[] Steps { get; } = [];

    internal static KeyPlan Of(Type type) => new(type);

    /// <exception cref="NotSupportedException">The type is none of keys.</exception>
    internal void Check()
    {
        if (Refusal is null) return;
        throw new NotSupportedException($"{TypeName.Full(_type)} cannot be the type of keys in shared memory, where two keys are equal " +
            $"if their bytes are: {Refusal}.");
    }

    private string? Add(Type type, int offset, bool isRoot = false)
    {
        if (type == typeof(string))
        {
            _steps.Add(new KeyStep(offset, 0));
            return null;
        }

        if (RefusalOfKnown(type) is { } known) return known;
        if (type.IsEnum || type.IsPrimitive || IsMemoryOf(type))
        {
            _steps.Add(new KeyStep(offset, RuntimeHelpers.SizeOf(type.TypeHandle)));
            return null;
        }

        if (!type.IsValueType && !isRoot)
        {
            return $"it has a {TypeName.Full(type)} in it, and only strings and values may be parts of a key";
        }

        if (HasOwnEquality(type)) return $"{TypeName.Full(type)} says itself what is equal; use a key of numbers and strings, or a string";
        if (type.IsExplicitLayout || type.IsDefined(typeof(InlineArrayAttribute), inherit: false))
        {
            return $"the parts of {TypeName.Full(type)} lie in an order of their own";
        }

        foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
        {
            if (field.IsDefined(typeof(FixedBufferAttribute), inherit: false)) return $"'{field.Name}' is a buffer";
            if (Add(field.FieldType, offset + FieldOffsets.Of(field)) is { } refusal) return refusal;
        }

        return null;
    }

    // Parts that lie one behind the other are copied at once. An empty struct has none.
    private KeyStep[] Join()
    {
        var joined = new List<KeyStep>();
        foreach (var step in _steps.OrderBy(static step => step.Offset))
        {
            if (joined.Count > 0 && joined[^1] is { IsText: false } last && !step.IsText && last.Offset + last.Size == step.Offset)
            {
                joined[^1] = last with { Size = last.Size + step.Size };
            }
            else joined.Add(step);
        }

        return [.. joined];
    }

    private static bool IsMemoryOf(Type type) => type == typeof(Guid) || type == typeof(TimeSpan) || type == typeof(DateOnly)
        || type == typeof(TimeOnly) || type == typeof(Int128) || type == typeof(UInt128) || type == typeof(System.Text.Rune);

    private static string? RefusalOfKnown(Type type) =>
        type == typeof(float) || type == typeof(double) || type == typeof(Half) ? "0.0 and -0.0 are equal and have different bytes, and " +
            "NaN has many; use an integer, or the number's bits (BitConverter.DoubleToInt64Bits)"
        : type == typeof(decimal) ? "1.0m and 1.00m are equal and have different bytes; use an integer or a string"
        : type == typeof(DateTime) ? "two DateTime of different Kind are equal; use Ticks, or DateOnly"
        : type == typeof(DateTimeOffset) ? "two DateTimeOffset of different Offset are equal; use UtcTicks"
        : type.IsPointer || type.IsFunctionPointer ? "it has an address in it, which means nothing to other processes"
        : null;

    private static string RefusalOfClass(Type type) => type.IsArray ? "an array equals only itself; use a string"
        : "it is a class that is no record; use a record of numbers and strings, a tuple, or a string";

    // A class that the compiler gives equality by its members.
    private static bool IsRecord(Type type) => type.IsClass && !type.IsAbstract && type.BaseType == typeof(object)
        && type.GetMethod("<Clone>$") is not null;

    // What the compiler writes for a record compares members, as does what a struct has that says nothing.
    private static bool HasOwnEquality(Type type)
    {
        if (type.FullName!.StartsWith("System.ValueTuple`", StringComparison.Ordinal)) return false;
        foreach (var method in type.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic
            | BindingFlags.DeclaredOnly))
        {
            var isEquals = method.Name == nameof(Equals) || method.Name.EndsWith(".Equals", StringComparison.Ordinal);
            if (isEquals && !method.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)) return true;
        }

        return false;
    }
}
