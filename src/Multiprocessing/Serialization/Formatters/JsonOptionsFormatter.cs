using System.Text.Json;

namespace Multiprocessing.Serialization;

/// <summary>Formats options of JSON by the fields of a copy, which has nothing of what is compiled once options are used.</summary>
internal sealed class JsonOptionsFormatter : Formatter
{
    internal override string? ReasonOverNetwork => null;

    internal override bool HasAllFields => true;

    internal override Type Ancestor => typeof(JsonSerializerOptions);

    internal override bool HasContents => true;

    internal override void WriteContents(ObjectWriter writer, object value, TypePlan plan) =>
        writer.WriteSteps(ref RawMemory.Of(new JsonSerializerOptions((JsonSerializerOptions)value)), plan.Steps);

    internal override void ReadContents(ObjectReader reader, object value, TypePlan plan) =>
        reader.ReadSteps(ref RawMemory.Of(value), plan.Steps);

    internal override string? NameOf(object member, object owner) => PathText.FieldName(TypePlan.Of(owner.GetType()).Steps, owner, member);
}
