namespace Multiprocessing.Serialization;

/// <summary>Formats an authentication key, within its tree. The key protects connections, so it does not go over one.</summary>
internal sealed class AuthenticationKeyFormatter : Formatter
{
    internal static readonly AuthenticationKeyFormatter Instance = new();

    internal override string? ReasonOverNetwork => "a key is a secret that both ends must have from elsewhere";

    internal override bool MakesOtherTypes => true;

    internal override void Write(ObjectWriter writer, int number, object value, TypePlan plan) => Write(writer, (AuthenticationKey)value);

    internal override object Read(ObjectReader reader, TypePlan plan) => Read(reader);

    internal static void Write(ObjectWriter writer, AuthenticationKey key)
    {
        writer.WriteCount(key.Bytes.Length);
        writer.WriteBytes(key.Bytes);
    }

    internal static AuthenticationKey Read(ObjectReader reader) =>
        AuthenticationKey.FromBytes(reader.ReadBytes(reader.CheckCount((uint)reader.ReadCount(), 1, 1)));
}
