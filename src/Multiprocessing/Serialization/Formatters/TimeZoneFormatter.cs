namespace Multiprocessing.Serialization;

/// <summary>
/// Formats a time zone by its fields; the two that .NET knows by reference, UTC and the local one, stay these. Where the receiver's local
/// zone is another one, the sender's is found by its name.
/// </summary>
internal sealed class TimeZoneFormatter : Formatter
{
    internal override string? ReasonOverNetwork => null;

    internal override bool HasAllFields => true;

    internal static readonly TimeZoneFormatter Instance = new();

    private enum Known : byte
    {
        None,
        Utc,
        Local,
    }

    internal override bool MakesOtherTypes => true;

    internal override Type Ancestor => typeof(TimeZoneInfo);

    internal override bool HasContents => true;

    internal override bool IsWhole(object value) => KindOf(value) != Known.None;

    internal override void Write(ObjectWriter writer, int number, object value, TypePlan plan)
    {
        var known = KindOf(value);
        writer.WriteByte((byte)known);
        if (known == Known.Local) writer.WriteText(((TimeZoneInfo)value).Id);
    }

    internal override object Read(ObjectReader reader, TypePlan plan)
    {
        switch ((Known)reader.ReadByte())
        {
            case Known.None: return reader.Allocate(plan);
            case Known.Utc: return TimeZoneInfo.Utc;
            case Known.Local: return Find(reader.ReadText() ?? throw ObjectReader.Corrupt());
            default: throw ObjectReader.Corrupt();
        }
    }

    internal override void WriteContents(ObjectWriter writer, object value, TypePlan plan)
    {
        var hasFields = KindOf(value) == Known.None;
        writer.WriteBoolean(hasFields);
        if (hasFields) writer.WriteSteps(ref RawMemory.Of(value), plan.Steps);
    }

    internal override void ReadContents(ObjectReader reader, object value, TypePlan plan)
    {
        if (!reader.ReadBoolean()) return;
        // A zone of this process is not overwritten, whatever a damaged message says.
        if (KindOf(value) != Known.None) throw ObjectReader.Corrupt();
        reader.ReadSteps(ref RawMemory.Of(value), plan.Steps);
    }

    private static TimeZoneInfo Find(string id)
    {
        if (TimeZoneInfo.Local.Id == id) return TimeZoneInfo.Local;
        return TimeZoneInfo.TryFindSystemTimeZoneById(id, out var found) ? found
            : throw new InvalidDataException($"The sender's time zone, '{id}', is not known here.");
    }

    private static Known KindOf(object zone) =>
        ReferenceEquals(zone, TimeZoneInfo.Utc) ? Known.Utc : ReferenceEquals(zone, TimeZoneInfo.Local) ? Known.Local : Known.None;
}
