namespace Multiprocessing.Serialization;

/// <summary>
/// Formats an object of a class derived from <see cref="ChildProcess"/>, on its way to the very process that it describes.
/// </summary>
/// <param name="ancestor">The class <see cref="ChildProcess"/>, which belongs to a layer above.</param>
internal sealed class SelfFormatter(Type ancestor) : Formatter
{
    internal override Type Ancestor => ancestor;

    internal override bool HasContents => true;

    internal override void Write(ObjectWriter writer, int number, object value, TypePlan plan)
    {
        if (!ReferenceEquals(value, writer.Self))
        {
            throw writer.Refused(value.GetType(), "only its parent may join or signal a child process; send its id");
        }
    }

    internal override object Read(ObjectReader reader, TypePlan plan)
    {
        var self = reader.Allocate(plan);
        (reader.AdoptSelf ?? throw ObjectReader.Corrupt())(self);
        return self;
    }

    internal override void WriteContents(ObjectWriter writer, object value, TypePlan plan) =>
        writer.WriteSteps(ref RawMemory.Of(value), plan.OwnSteps);

    internal override void ReadContents(ObjectReader reader, object value, TypePlan plan) =>
        reader.ReadSteps(ref RawMemory.Of(value), plan.OwnSteps);

    internal override string? NameOf(object member, object owner) =>
        PathText.FieldName(TypePlan.Of(owner.GetType()).OwnSteps, owner, member);
}
