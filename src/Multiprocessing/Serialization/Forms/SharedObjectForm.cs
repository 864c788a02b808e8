using Multiprocessing.Memory;

namespace Multiprocessing.Serialization;

/// <summary>What many processes see at once travels by its name, and is the same thing there.</summary>
internal sealed class SharedObjectForm : Form
{
    internal static readonly SharedObjectForm Instance = new();

    internal override void Write(ObjectWriter writer, int number, object value, TypePlan plan)
    {
        var shared = (SharedObject)value;
        var reference = shared.Name(isLegacy: writer.Live?.LeadToParent == true);
        writer.WriteGuid(reference.Tree);
        writer.WriteNumber(reference.Offset);
        writer.WriteNumber(reference.Id);
        writer.WriteNumber(reference.Legacy);
    }

    internal override object Read(ObjectReader reader, TypePlan plan)
    {
        var shared = (SharedObject)reader.Allocate(plan);
        shared.Adopt(new BlockReference(reader.ReadGuid(), reader.ReadNumber(), reader.ReadNumber(), reader.ReadNumber()));
        return shared;
    }
}
