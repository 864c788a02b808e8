using System.Runtime.CompilerServices;

namespace Multiprocessing.Serialization;

/// <summary>Formats a token that stays live, by a number that both sides know.</summary>
internal sealed class CancellationTokenFormatter : Formatter
{
    internal override string? ReasonOverNetwork => null;

    internal static readonly CancellationTokenFormatter Instance = new();

    internal override void WriteInline(ObjectWriter writer, ref byte value) =>
        WriteToken(writer, Unsafe.As<byte, CancellationToken>(ref value));

    internal override void ReadInline(ObjectReader reader, ref byte value) =>
        Unsafe.As<byte, CancellationToken>(ref value) = reader.ReadCount() switch
        {
            LiveObjects.NotLive => CancellationToken.None,
            LiveObjects.Cancelled => new CancellationToken(canceled: true),
            var number => (reader.Live ?? throw ObjectReader.Corrupt()).Token(number),
        };

    internal static void WriteToken(ObjectWriter writer, CancellationToken token)
    {
        if (writer.IsFromNetwork && token.CanBeCanceled)
        {
            throw writer.Refused(typeof(CancellationToken),
                "a token is followed within one tree of processes only; send a message that cancels");
        }

        var number = writer.Live is not null && token.CanBeCanceled ? writer.Live.Find(token) : LiveObjects.NotLive;
        writer.WriteCount(number == LiveObjects.NotLive && token.IsCancellationRequested ? LiveObjects.Cancelled : number);
    }
}
