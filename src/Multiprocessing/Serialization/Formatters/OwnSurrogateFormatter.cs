using System.Runtime.CompilerServices;

namespace Multiprocessing.Serialization;

/// <summary>Formats a type that itself says what to send in its place.</summary>
internal sealed class OwnSurrogateFormatter<T, TSurrogate> : Formatter
    where T : ISurrogateSerializable<T, TSurrogate>
{
    internal override string? ReasonOverNetwork => null;

    internal override Type? SurrogateType => typeof(TSurrogate);

    internal override bool MakesOtherTypes => true;

    internal override void Write(ObjectWriter writer, int number, object value, TypePlan plan) =>
        writer.WriteSurrogate(number, ((T)value).ToSurrogate());

    internal override object Read(ObjectReader reader, TypePlan plan) => Make(reader);

    internal override void WriteInline(ObjectWriter writer, ref byte value) =>
        writer.WriteSurrogate(ObjectWriter.NoNumber, Unsafe.As<byte, T>(ref value).ToSurrogate());

    internal override void ReadInline(ObjectReader reader, ref byte value) => Unsafe.As<byte, T>(ref value) = Make(reader);

    private static T Make(ObjectReader reader) =>
        T.FromSurrogate(reader.ReadSurrogate<TSurrogate>(isUsers: true))
            ?? throw new InvalidDataException($"{TypeName.Full(typeof(T))}.FromSurrogate returned null.");
}
