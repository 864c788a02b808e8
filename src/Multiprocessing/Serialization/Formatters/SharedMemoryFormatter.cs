using Multiprocessing.Platform;
using Multiprocessing.SharedData;

namespace Multiprocessing.Serialization;

/// <summary>Formats a named segment by its name, by which it is opened there.</summary>
internal sealed class SharedMemoryFormatter : Formatter
{
    internal static readonly SharedMemoryFormatter Instance = new();

    internal override void Write(ObjectWriter writer, int number, object value, TypePlan plan)
    {
        var segment = ((SharedMemory)value).Describe(isForParent: writer.Live?.LeadToParent == true);
        writer.WriteText(segment.Name);
        writer.WriteNumber(segment.Identity.Device);
        writer.WriteNumber(segment.Identity.Number);
        writer.WriteNumber(segment.Identity.Born);
        SharedObjectFormatter.WriteReference(writer, segment.Owned);
    }

    internal override object Read(ObjectReader reader, TypePlan plan)
    {
        var memory = (SharedMemory)reader.Allocate(plan);
        var name = reader.ReadText() ?? throw ObjectReader.Corrupt();
        var identity = new FileIdentity(reader.ReadNumber(), reader.ReadNumber(), reader.ReadNumber());
        memory.Adopt(new Segment(name, identity, SharedObjectFormatter.ReadReference(reader)));
        return memory;
    }
}
