using System.Runtime.InteropServices;
using System.Text;

namespace Multiprocessing.Serialization;

/// <summary>
/// Formats a text that is being built, as one text. The pieces in which it lies are nothing that a message should be trusted with.
/// </summary>
internal sealed class StringBuilderFormatter : Formatter
{
    internal override string? ReasonOverNetwork => null;

    internal static readonly StringBuilderFormatter Instance = new();

    internal override void Write(ObjectWriter writer, int number, object value, TypePlan plan)
    {
        var builder = (StringBuilder)value;
        writer.WriteCount(builder.MaxCapacity);
        writer.WriteCompact((uint)builder.Length);
        foreach (var chunk in builder.GetChunks()) writer.WriteBytes(MemoryMarshal.AsBytes(chunk.Span));
    }

    internal override object Read(ObjectReader reader, TypePlan plan)
    {
        var largest = reader.ReadCount();
        var length = reader.CheckCount(reader.ReadCompact(), sizeof(char), sizeof(char));
        if (largest < 1 || length > largest) throw ObjectReader.Corrupt();
        return new StringBuilder(length, largest).Append(MemoryMarshal.Cast<byte, char>(reader.ReadBytes(length * sizeof(char))));
    }
}
