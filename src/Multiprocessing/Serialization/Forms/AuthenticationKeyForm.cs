namespace Multiprocessing.Serialization;

/// <summary>A key, within its tree. A connection is what it protects, so it does not go over one.</summary>
internal sealed class AuthenticationKeyForm : Form
{
    internal static readonly AuthenticationKeyForm Instance = new();

    internal override string? ReasonAfar => "a key is a secret that both ends must have from elsewhere";

    internal override bool MakesOtherTypes => true;

    internal override void Write(ObjectWriter writer, int number, object value, TypePlan plan) => ((AuthenticationKey)value).Write(writer);

    internal override object Read(ObjectReader reader, TypePlan plan) => AuthenticationKey.Read(reader);
}
