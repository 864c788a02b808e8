namespace Multiprocessing.Serialization;

/// <summary>
/// Formats a type with a registered surrogate. The function that makes the object is sent along, so the receiver needs no registration.
/// </summary>
internal sealed class StandFormatter<T, TSurrogate> : Formatter
    where T : class
{
    internal override string? ReasonOverNetwork =>
        "its registered surrogate brings along a function, which no network peer may name; implement ISurrogateSerializable, or send " +
            "the surrogate";

    internal override bool MakesOtherTypes => true;

    internal override void Write(ObjectWriter writer, int number, object value, TypePlan plan)
    {
        var registered = Surrogates.Get(typeof(T));
        // Sent in the same way as a surrogate, since the function is called before the message has been read: what it captures must be
        // there.
        writer.WriteSurrogate(ObjectWriter.NoNumber, (Func<TSurrogate, T>)registered.FromSurrogate, isWholeOnceKnown: true);
        writer.WriteSurrogate(number, ((Func<T, TSurrogate>)registered.ToSurrogate)((T)value));
    }

    internal override object Read(ObjectReader reader, TypePlan plan)
    {
        var make = reader.ReadSurrogate<Func<TSurrogate, T>?>() ?? throw ObjectReader.Corrupt();
        return make(reader.ReadSurrogate<TSurrogate>(isUsers: true))
            ?? throw new InvalidDataException($"The surrogate of {TypeName.Full(typeof(T))} made nothing of what it received.");
    }
}
