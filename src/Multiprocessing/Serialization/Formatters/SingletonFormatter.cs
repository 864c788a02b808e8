using System.Text;
using System.Reflection;

namespace Multiprocessing.Serialization;

/// <summary>
/// Formats types some of whose objects exist once in every process: these stay the same object. Any other object of the type is sent by its
/// fields.
/// </summary>
internal sealed class SingletonFormatter(Type type) : Formatter
{
    internal override string? ReasonOverNetwork => null;

    internal override bool HasAllFields => true;

    // The order is the number; both sides run one build.
    private static readonly object[] s_singletons =
    [
        StringComparer.Ordinal, StringComparer.OrdinalIgnoreCase, StringComparer.InvariantCulture,
            StringComparer.InvariantCultureIgnoreCase,
        Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32, Encoding.ASCII, Encoding.Latin1,
        DBNull.Value, TimeProvider.System, Random.Shared, Missing.Value,
    ];

    /// <summary>The types of those objects.</summary>
    internal static Type[] Types => Array.ConvertAll(s_singletons, static one => one.GetType());

    internal override bool MakesOtherTypes => true;

    internal override Type Ancestor => type;

    // The object's fields may refer back to it.
    internal override bool HasContents => true;

    internal override bool IsWhole(object value) => IsOne(value);

    internal override void Write(ObjectWriter writer, int number, object value, TypePlan plan)
    {
        writer.WriteCompact((uint)(Number(value) + 1));
    }

    internal override void WriteContents(ObjectWriter writer, object value, TypePlan plan)
    {
        if (!IsOne(value)) writer.WriteSteps(ref RawMemory.Of(value), plan.Steps);
    }

    internal override object Read(ObjectReader reader, TypePlan plan)
    {
        var singleton = reader.ReadCompact();
        if (singleton > s_singletons.Length) throw ObjectReader.Corrupt();
        if (singleton > 0) return s_singletons[singleton - 1];
        // Any other object of the type has to be declared.
        if (reader.Declared is { } declared && !declared.Contains(plan.Type))
        {
            throw DeclaredTypes.Undeclared($"holds a {TypeName.Full(plan.Type)}");
        }

        return reader.Allocate(plan);
    }

    internal override void ReadContents(ObjectReader reader, object value, TypePlan plan)
    {
        if (!IsOne(value)) reader.ReadSteps(ref RawMemory.Of(value), plan.Steps);
    }

    internal static bool IsOne(object value) => Number(value) >= 0;

    private static int Number(object value)
    {
        for (var number = 0; number < s_singletons.Length; number++)
        {
            if (ReferenceEquals(s_singletons[number], value)) return number;
        }

        return -1;
    }

    internal override string? NameOf(object member, object owner) => PathText.FieldName(TypePlan.Of(owner.GetType()).Steps, owner, member);
}
