using Multiprocessing.Memory;

namespace Multiprocessing.Serialization;

/// <summary>Formats an object that many processes share: its name is sent, and leads to the same object there.</summary>
internal sealed class SharedObjectFormatter : Formatter
{
    internal static readonly SharedObjectFormatter Instance = new();

    // Looked up each time: a plan that is kept would not know of surrogates that are registered later.
    private static TypePlan Any => TypePlan.Of(typeof(object));

    internal override bool HasContents => true;

    internal override bool IsWhole(object value) => ((SharedObject)value).Attachment is null;

    internal override void Write(ObjectWriter writer, int number, object value, TypePlan plan)
    {
        var shared = (SharedObject)value;
        WriteReference(writer, shared.Name(writer.Live));
        var part = shared.Part;
        writer.WriteBoolean(part != default);
        if (part == default) return;
        writer.WriteNumber(part.Start);
        writer.WriteNumber(part.Length);
    }

    internal override object Read(ObjectReader reader, TypePlan plan)
    {
        var shared = (SharedObject)reader.Allocate(plan);
        var reference = ReadReference(reader);
        shared.Adopt(reference, reader.ReadBoolean() ? ReadPart(reader) : default);
        return shared;
    }

    internal override void WriteContents(ObjectWriter writer, object value, TypePlan plan) =>
        writer.WriteReference(((SharedObject)value).Attachment, Any);

    internal override void ReadContents(ObjectReader reader, object value, TypePlan plan) =>
        ((SharedObject)value).Attachment = reader.ReadReference(Any);

    internal static void WriteReference(ObjectWriter writer, BlockReference reference)
    {
        writer.WriteGuid(reference.Tree);
        writer.WriteNumber(reference.Offset);
        writer.WriteNumber(reference.Id);
        writer.WriteCount(reference.Side);
        writer.WriteNumber(reference.Transfer);
    }

    internal static BlockReference ReadReference(ObjectReader reader) =>
        new(reader.ReadGuid(), reader.ReadNumber(), reader.ReadNumber(), ReadSide(reader), reader.ReadNumber());

    private static int ReadSide(ObjectReader reader) =>
        reader.ReadCount() is var side and >= 0 and <= 2 ? side : throw ObjectReader.Corrupt();

    private static SharedPart ReadPart(ObjectReader reader) => new(reader.ReadNumber(), reader.ReadNumber());
}
