using System.Dynamic;

namespace Multiprocessing.Serialization;

/// <summary>Formats a dynamic object by its members. Its fields hold what .NET shares among all such objects of a process.</summary>
internal sealed class ExpandoFormatter : Formatter
{
    internal override string? ReasonOverNetwork => null;

    private static TypePlan Any => TypePlan.Of(typeof(object));

    internal override Type Ancestor => typeof(ExpandoObject);

    internal override bool HasContents => true;

    internal override object Read(ObjectReader reader, TypePlan plan) => new ExpandoObject();

    internal override void WriteContents(ObjectWriter writer, object value, TypePlan plan)
    {
        var members = ((IDictionary<string, object?>)value).ToArray();
        writer.WriteCompact((uint)members.Length);
        foreach (var (name, member) in members)
        {
            writer.WriteText(name);
            writer.WriteReference(member, Any);
        }
    }

    internal override void ReadContents(ObjectReader reader, object value, TypePlan plan)
    {
        IDictionary<string, object?> members = (ExpandoObject)value;
        // For each new name, .NET looks at all names and copies them.
        var left = reader.CheckCount(reader.ReadCompact(), 5, 4 * nint.Size);
        reader.CountWork((long)left * left / 2);
        if (reader.IsFromNetwork) reader.Charge((long)left * left / 2 * nint.Size);
        for (; left > 0; left--)
        {
            var name = reader.ReadText() ?? throw ObjectReader.Corrupt();
            members[name] = reader.ReadReference(Any);
        }
    }

    internal override string? NameOf(object member, object owner)
    {
        foreach (var (name, value) in (IDictionary<string, object?>)owner)
        {
            if (ReferenceEquals(value, member)) return name;
        }

        return null;
    }
}
