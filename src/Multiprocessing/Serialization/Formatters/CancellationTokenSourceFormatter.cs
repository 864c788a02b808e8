namespace Multiprocessing.Serialization;

/// <summary>Formats a source of cancellation: the copy on the other side is cancelled when this one is.</summary>
internal sealed class CancellationTokenSourceFormatter : Formatter
{
    internal static readonly CancellationTokenSourceFormatter Instance = new();

    internal override bool MakesOtherTypes => true;

    internal override void Write(ObjectWriter writer, int number, object value, TypePlan plan) =>
        CancellationTokenFormatter.WriteToken(writer, ((CancellationTokenSource)value).Token);

    internal override object Read(ObjectReader reader, TypePlan plan)
    {
        var number = reader.ReadCount();
        var source = number >= 0 ? (reader.Live ?? throw ObjectReader.Corrupt()).TokenSource(number) : new CancellationTokenSource();
        if (number == LiveObjects.Cancelled) source.Cancel();
        return source;
    }
}
