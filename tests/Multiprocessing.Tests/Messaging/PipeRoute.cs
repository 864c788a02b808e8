using System.Diagnostics.CodeAnalysis;

namespace Multiprocessing.Tests.Messaging;

/// <summary>A pipe with several who send at one end and several who receive at the other.</summary>
internal sealed class PipeRoute(Connection receiver, Connection sender) : ParcelRoute
{
    internal override int Longest => 1 << 20;

    internal override void Put(Parcel parcel)
    {
        if (parcel.Number % 4 != 1) sender.Send(parcel);
        else sender.SendAsync(parcel).AsTask().Wait();
    }

    internal override bool TryTake([MaybeNullWhen(false)] out Parcel parcel)
    {
        // Only this process's: otherwise nobody would ever come to the end.
        sender.Dispose();
        try
        {
            parcel = receiver.Receive<Parcel>();
            return true;
        }
        catch (EndOfStreamException)
        {
            parcel = null;
            return false;
        }
    }

    internal override void Finish()
    {
    }

    internal override void End() => sender.Dispose();
}
