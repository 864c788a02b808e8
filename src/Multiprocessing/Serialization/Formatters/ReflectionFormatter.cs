using System.Reflection;

namespace Multiprocessing.Serialization;

/// <summary>Formats types and their members, by their numbers in their modules.</summary>
internal sealed class ReflectionFormatter : Formatter
{
    internal override string? ReasonOverNetwork => "a type or a member is nothing that a network peer may name; send its name";

    internal static readonly ReflectionFormatter Instance = new();

    private const BindingFlags Declared =
        BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private enum Member : byte
    {
        Type,
        Method,
        Field,
        Property,
        Event,
    }

    internal override bool MakesOtherTypes => true;

    internal override void Write(ObjectWriter writer, int number, object value, TypePlan plan)
    {
        switch ((MemberInfo)value)
        {
            case Type type:
                writer.WriteByte((byte)Member.Type);
                writer.WriteType(type);
                return;
            case MethodBase method:
                writer.WriteByte((byte)Member.Method);
                writer.WriteMethod(method);
                return;
            case FieldInfo field:
                WriteMember(writer, Member.Field, field);
                return;
            case PropertyInfo property:
                WriteMember(writer, Member.Property, property);
                return;
            case EventInfo signal:
                WriteMember(writer, Member.Event, signal);
                return;
            default:
                throw writer.Refused(value.GetType(), "it is not declared in a type; send the type and the name");
        }
    }

    private static void WriteMember(ObjectWriter writer, Member kind, MemberInfo member)
    {
        if (member.DeclaringType is null)
        {
            throw writer.Refused(member.GetType(), "it is not declared in a type; send the type and the name");
        }

        writer.WriteByte((byte)kind);
        writer.WriteType(member.DeclaringType);
        writer.WriteCount(member.MetadataToken);
    }

    internal override object Read(ObjectReader reader, TypePlan plan)
    {
        switch ((Member)reader.ReadByte())
        {
            case Member.Type: return reader.ReadType().Type;
            case Member.Method: return reader.ReadMethod();
            case Member.Field: return Find(reader, static type => type.GetFields(Declared));
            case Member.Property: return Find(reader, static type => type.GetProperties(Declared));
            case Member.Event: return Find(reader, static type => type.GetEvents(Declared));
            default: throw ObjectReader.Corrupt();
        }
    }

    private static MemberInfo Find(ObjectReader reader, Func<Type, MemberInfo[]> members)
    {
        var (type, token) = (reader.ReadType().Type, reader.ReadCount());
        foreach (var member in ObjectReader.Guarded(static state => state.members(state.type), (type, members)))
        {
            if (member.MetadataToken == token) return member;
        }

        throw ObjectReader.Corrupt();
    }
}
