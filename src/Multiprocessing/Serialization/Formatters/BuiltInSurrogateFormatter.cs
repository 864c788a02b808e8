using System.Runtime.CompilerServices;

namespace Multiprocessing.Serialization;

/// <summary>Formats a type of .NET that can be made of something simpler by its public members.</summary>
/// <param name="toSurrogate">Returns the surrogate of an object.</param>
/// <param name="fromSurrogate">Makes the object of its surrogate.</param>
/// <param name="cost">About how many bytes are taken to make a small object.</param>
internal sealed class BuiltInSurrogateFormatter<T, TSurrogate>(Func<T, TSurrogate> toSurrogate, Func<TSurrogate, T> fromSurrogate,
    int cost = 1024) : Formatter
    where T : notnull
{
    internal override string? ReasonOverNetwork => null;

    internal override Type? SurrogateType => typeof(TSurrogate);

    internal override bool MakesOtherTypes => true;

    internal override void Write(ObjectWriter writer, int number, object value, TypePlan plan) =>
        writer.WriteSurrogate(number, toSurrogate((T)value));

    internal override object Read(ObjectReader reader, TypePlan plan) => Make(reader);

    internal override void WriteInline(ObjectWriter writer, ref byte value) =>
        writer.WriteSurrogate(ObjectWriter.NoNumber, toSurrogate(Unsafe.As<byte, T>(ref value)));

    internal override void ReadInline(ObjectReader reader, ref byte value) => Unsafe.As<byte, T>(ref value) = Make(reader);

    private T Make(ObjectReader reader)
    {
        var surrogate = reader.ReadSurrogate<TSurrogate>();
        reader.Charge(cost);
        try
        {
            if (typeof(TSurrogate).IsValueType && surrogate is IHashedState state) state.CheckKeys(reader);
            return fromSurrogate(surrogate);
        }
        catch (Exception exception) when (exception is not (OutOfMemoryException or InvalidDataException))
        {
            throw new InvalidDataException($"A message between processes holds a {TypeName.Full(typeof(T))} that is none.", exception);
        }
    }
}
