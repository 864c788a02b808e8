namespace Multiprocessing.Serialization;

/// <summary>The form of a type with a registered surrogate. The function that makes the object travels along, so the receiver needs no registration.</summary>
internal sealed class StandForm<T, TSurrogate> : Form
    where T : class
{
    private static readonly TypePlan s_function = TypePlan.Of(typeof(Func<TSurrogate, T>));

    internal override bool MakesOtherTypes => true;

    internal override void Write(ObjectWriter writer, int number, object value, TypePlan plan)
    {
        var registered = Surrogates.Get(typeof(T));
        writer.WriteReference(registered.FromSurrogate, s_function);
        writer.WriteSurrogate(number, ((Func<T, TSurrogate>)registered.ToSurrogate)((T)value));
    }

    internal override object Read(ObjectReader reader, TypePlan plan)
    {
        var make = (Func<TSurrogate, T>?)reader.ReadReference(s_function) ?? throw ObjectReader.Corrupt();
        return make(reader.ReadSurrogate<TSurrogate>()) ?? throw new InvalidDataException($"The surrogate of {TypeName.Full(typeof(T))} made nothing of what it received.");
    }
}
