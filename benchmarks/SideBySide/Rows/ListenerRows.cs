using System.Net;
using System.Net.Sockets;
using Multiprocessing;

namespace SideBySide.Rows;

/// <summary>
/// 8 bytes over a socket, there and back, once both sides know each other. Peer: .NET's own sockets, with a length before each message.
/// </summary>
internal static class ListenerRows
{
    private const int Length = 8;
    private const int Many = 20_000;
    private const int WarmUp = 500;

    public static IEnumerable<Row> All =>
    [
        new("listener-unix", "us", () => PingPong(UnixAddress())) { Python = "listener_unix", Peer = () => PeerPingPong(UnixAddress()), Rounds = 7, QuickRounds = 2 },
        new("listener-tcp", "us", () => PingPong(TcpAddress())) { Python = "listener_tcp", Peer = () => PeerPingPong(TcpAddress()), Rounds = 7, QuickRounds = 2 },
    ];

    // The address travels as text or as a number: an end point is not made to cross a process border.
    private static (string? Path, int Port) UnixAddress() =>
        (Path.Combine(Path.GetTempPath(), $"multiprocessing-benchmark-{Guid.NewGuid():N}"), 0);

    private static (string? Path, int Port) TcpAddress()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return (null, ((IPEndPoint)probe.LocalEndPoint!).Port);
    }

    private static EndPoint EndPointOf((string? Path, int Port) address) =>
        address.Path is { } path ? new UnixDomainSocketEndPoint(path) : new IPEndPoint(IPAddress.Loopback, address.Port);

    private static double PingPong((string? Path, int Port) address) => Pair.Nanoseconds((side, count) =>
    {
        using var listener = side == 0 ? new ConnectionListener(EndPointOf(address)) : null;
        using var connection = listener?.Accept() ?? Patiently(() => Connection.Connect(EndPointOf(address)));
        var buffer = new byte[Length];
        for (; count > 0; count--)
        {
            if (side == 0) connection.SendBytes(buffer);
            connection.ReceiveBytesInto(buffer);
            if (side == 1) connection.SendBytes(buffer);
        }
    }, WarmUp, Many) / 1000;

    private static double PeerPingPong((string? Path, int Port) address) => Pair.Nanoseconds((side, count) =>
    {
        using var socket = side == 0 ? Accept(EndPointOf(address)) : Patiently(() => Connect(EndPointOf(address)));
        var buffer = new byte[sizeof(int) + Length];
        BitConverter.TryWriteBytes(buffer, Length);
        for (; count > 0; count--)
        {
            if (side == 0) socket.Send(buffer);
            Receive(socket, buffer.AsSpan(0, sizeof(int)));
            Receive(socket, buffer.AsSpan(sizeof(int), BitConverter.ToInt32(buffer)));
            if (side == 1) socket.Send(buffer);
        }

        if (side == 0 && address.Path is { } path) File.Delete(path);
    }, WarmUp, Many) / 1000;

    private static Socket Accept(EndPoint address)
    {
        using var listener = MakeSocket(address);
        listener.Bind(address);
        listener.Listen();
        return NoDelay(listener.Accept());
    }

    private static Socket Connect(EndPoint address)
    {
        var socket = MakeSocket(address);
        socket.Connect(address);
        return NoDelay(socket);
    }

    private static Socket MakeSocket(EndPoint address) =>
        new(address.AddressFamily, SocketType.Stream, address is IPEndPoint ? ProtocolType.Tcp : ProtocolType.Unspecified);

    private static Socket NoDelay(Socket socket)
    {
        if (socket.ProtocolType == ProtocolType.Tcp) socket.NoDelay = true;
        return socket;
    }

    private static void Receive(Socket socket, Span<byte> buffer)
    {
        while (!buffer.IsEmpty) buffer = buffer[socket.Receive(buffer)..];
    }

    // The other side may not listen yet.
    private static T Patiently<T>(Func<T> connect)
    {
        while (true)
        {
            try
            {
                return connect();
            }
            catch (SocketException)
            {
                Thread.Sleep(1);
            }
        }
    }
}
