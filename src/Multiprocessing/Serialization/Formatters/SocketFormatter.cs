using System.Net.Sockets;
using Multiprocessing.Platform;

namespace Multiprocessing.Serialization;

/// <summary>Formats a socket, connected or listening.</summary>
internal sealed class SocketFormatter : OpenFileFormatter
{
    internal override void Write(ObjectWriter writer, int number, object value, TypePlan plan) =>
        WriteOpen(writer, plan, ((Socket)value).SafeHandle);

    internal override object Read(ObjectReader reader, TypePlan plan) => BlockingSocket.Of(ReadOpen(reader));
}
