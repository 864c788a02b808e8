using System.Text;
using System.Reflection;

namespace Multiprocessing.Serialization;

/// <summary>Types with objects that every process has one of: these stay the same object. Any other object of the type travels by its fields.</summary>
internal sealed class SingletonForm(Type type) : Form
{
    // The order is the number; both sides are one build.
    private static readonly object[] s_singletons =
    [
        StringComparer.Ordinal, StringComparer.OrdinalIgnoreCase, StringComparer.InvariantCulture, StringComparer.InvariantCultureIgnoreCase,
        Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32, Encoding.ASCII, Encoding.Latin1,
        DBNull.Value, TimeZoneInfo.Utc, TimeProvider.System, Random.Shared, Missing.Value,
    ];

    internal override bool MakesOtherTypes => true;

    internal override Type Ancestor => type;

    internal override void Write(ObjectWriter writer, int number, object value, TypePlan plan)
    {
        var singleton = Array.FindIndex(s_singletons, known => ReferenceEquals(known, value));
        writer.WriteCompact((uint)(singleton + 1));
        if (singleton < 0) writer.WriteSteps(ref RawMemory.Of(value), plan.Steps);
    }

    internal override object Read(ObjectReader reader, TypePlan plan)
    {
        var singleton = reader.ReadCompact();
        if (singleton > s_singletons.Length) throw ObjectReader.Corrupt();
        if (singleton > 0) return s_singletons[singleton - 1];
        var value = reader.Allocate(plan);
        reader.ReadSteps(ref RawMemory.Of(value), plan.Steps);
        return value;
    }

    internal override string? NameOf(object member, object owner) => PathText.FieldName(TypePlan.Of(owner.GetType()).Steps, owner, member);
}
