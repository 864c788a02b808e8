using System.Reflection;
using System.Runtime.Serialization;

namespace Multiprocessing.Serialization;

/// <summary>
/// Formats a class whose author has said by <see cref="ISerializable"/> what to send, and by a constructor how the object is made of that:
/// its fields may be marked to stay behind, or mean something in one process only, as a hash table of its own does.
/// </summary>
internal sealed class SerializableFormatter(Type type, ConstructorInfo constructor) : Formatter
{
    private const BindingFlags Instance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    // About how many bytes are taken for each member.
    private const int CostOfMember = 128;

    // Looked up each time: a plan that is kept would not know of surrogates that are registered later.
    private static TypePlan Any => TypePlan.Of(typeof(object));

    internal override string? ReasonOverNetwork => null;

    // Over a network, what the members hold must be declared: the types of the class's fields.
    internal override Type Ancestor => type;

    internal override bool HasAllFields => true;

    internal override bool HasContents => true;

    /// <summary>Returns the formatter of a class whose author has written both methods; null for any other.</summary>
    internal static SerializableFormatter? Find(Type type) =>
        IsOwn(type) && type.GetConstructor(Instance, [typeof(SerializationInfo), typeof(StreamingContext)]) is { } constructor
            ? new SerializableFormatter(type, constructor) : null;

    /// <summary>
    /// Returns why an object of the type would arrive without a part of its state, without notice to anybody; null where that is not so.
    /// </summary>
    internal static string? ReasonAgainst(Type type, PlanKind kind, Formatter? form, SerializationHooks? hooks)
    {
        if (!SerializationHooks.IsOwn(type)) return null;
        if (type.IsValueType && kind is PlanKind.Raw or PlanKind.Fields)
        {
            return SerializationHooks.Find(type) is not null
                ? "a struct is not told by [OnSerializing], [OnDeserialized] and the like; make it a class, or implement " +
                "ISurrogateSerializable"
                : typeof(ISerializable).IsAssignableFrom(type) && LeavesFieldsBehind(type)
                    ? "of a struct the fields travel, not what GetObjectData says; make it a class, or implement ISurrogateSerializable"
                : null;
        }

        if (type.IsValueType || hooks is not null || form is SerializableFormatter or ExceptionFormatter
            || kind is not (PlanKind.Fields or PlanKind.Formatter))
        {
            return null;
        }

        // A GetObjectData of .NET says nothing of a derived class's fields; one that the derived class overrides does.
        return (IsOwn(type) || AddsToWhatItSays(type)) && LeavesFieldsBehind(type)
            ? "it has [NonSerialized] fields, and implements ISerializable in a way that is not followed; give it the constructor of " +
                "ISerializable, or implement ISurrogateSerializable"
            : null;
    }

    private static bool IsOwn(Type type)
    {
        if (!typeof(ISerializable).IsAssignableFrom(type) || type.IsValueType || Frameworks.Contains(type.Assembly)) return false;
        var ancestor = type;
        while (!Frameworks.Contains(ancestor.Assembly)) ancestor = ancestor.BaseType!;
        return !typeof(ISerializable).IsAssignableFrom(ancestor);
    }

    private static bool AddsToWhatItSays(Type type) =>
        typeof(ISerializable).IsAssignableFrom(type)
            && type.GetMethod(nameof(ISerializable.GetObjectData), Instance,
            [typeof(SerializationInfo), typeof(StreamingContext)]) is { } method
        && !Frameworks.Contains(method.Module.Assembly);

    private static bool LeavesFieldsBehind(Type type)
    {
        for (var current = type; current is not null && !Frameworks.Contains(current.Assembly); current = current.BaseType)
        {
            foreach (var field in current.GetFields(Instance | BindingFlags.DeclaredOnly))
            {
                if (StepList.IsMarked(field)) return true;
            }
        }

        return false;
    }

    internal override void WriteContents(ObjectWriter writer, object value, TypePlan plan)
    {
        var said = Ask(value);
        if (said.ObjectType != type || said.IsFullTypeNameSetExplicit || said.IsAssemblyNameSetExplicit)
        {
            throw writer.Refused(type, "its GetObjectData names another type to arrive as; implement ISurrogateSerializable");
        }

        writer.WriteCompact((uint)said.MemberCount);
        foreach (var member in said)
        {
            writer.WriteString(member.Name);
            writer.WriteReference(member.Value, Any);
        }
    }

    internal override void ReadContents(ObjectReader reader, object value, TypePlan plan)
    {
        var waiting = reader.Waiting;
        var items = new object?[2 * reader.CheckCount(reader.ReadCompact(), 2, CostOfMember)];
        for (var index = 0; index < items.Length; index += 2)
        {
            items[index] = reader.ReadString() ?? throw ObjectReader.Corrupt();
            items[index + 1] = reader.ReadReference(Any);
        }

        reader.FinishLater(waiting, value, this, comparer: null, items);
    }

    internal override void Fill(ObjectReader reader, object value, object? comparer, object?[] items)
    {
        try
        {
            var said = Blank();
            for (var index = 0; index < items.Length; index += 2)
            {
                said.AddValue((string)items[index]!, items[index + 1], items[index + 1]?.GetType() ?? typeof(object));
            }

            // The constructor runs on the object that exists, to which others may refer already.
            constructor.Invoke(value, BindingFlags.DoNotWrapExceptions, null, [said, default(StreamingContext)], null);
        }
        catch (Exception exception) when (exception is not (InvalidDataException or OutOfMemoryException))
        {
            throw new InvalidDataException($"A message between processes holds a {TypeName.Full(type)} that its constructor does not " +
                $"take: {exception.Message}", exception);
        }
    }

    internal override string? NameOf(object member, object owner)
    {
        foreach (var entry in Ask(owner))
        {
            if (ReferenceEquals(entry.Value, member)) return entry.Name;
        }

        return null;
    }

#pragma warning disable SYSLIB0050, SYSLIB0051 // Obsolete with .NET's old formatters; classes that implement it are still there.
    private SerializationInfo Blank() => new(type, new FormatterConverter());

    private SerializationInfo Ask(object value)
    {
        var said = Blank();
        ((ISerializable)value).GetObjectData(said, default);
        return said;
    }
#pragma warning restore SYSLIB0050, SYSLIB0051
}
