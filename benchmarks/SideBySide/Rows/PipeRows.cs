using System.Diagnostics;
using System.IO.Pipes;
using Multiprocessing;

namespace SideBySide.Rows;

/// <summary>
/// Messages through a pipe, there and back, or one way. Peer: .NET's own pipes, which are sockets on Linux, with a length before each
/// message. Limit: bare words or a bare ring in shared memory; for what is long, one copy of it from memory to memory.
/// </summary>
internal static class PipeRows
{
    private const int KiB = 1 << 10;
    private const int MiB = 1 << 20;
    // What one core has copied is in no other one's cache either.
    private const int Uncached = 64 * MiB;

    private const int Many = 200_000;
    private const int Few = 2_000;
    private const int WarmUp = 1_000;

    private static readonly TimeSpan s_untilParked = TimeSpan.FromMicroseconds(100);

    public static IEnumerable<Row> All =>
    [
        new("pipe-pingpong", "us", () => PingPong(PassNumbers)) { Python = "pipe_pingpong", Peer = () => PeerPingPong(sizeof(int)), Limit = () => BareRing.PingPong(Many), Rounds = 7, QuickRounds = 2 },
        new("pipe-pingpong-1KiB", "us", () => PingPong(PassBytes)) { Python = "pipe_pingpong_1kib", Peer = () => PeerPingPong(KiB), Rounds = 7, QuickRounds = 2 },
        new("pipe-pingpong-parked", "us", Parked) { Python = "pipe_pingpong_parked", Limit = WakeRows.WordParked, Rounds = 7, QuickRounds = 2 },
        new("pipe-64B", "ns", () => OneWay(64, 2_000_000)) { Python = "pipe_64b", Peer = () => PeerOneWay(64, 50_000), Limit = () => BareRing.OneWay(64, 2_000_000), Rounds = 7, QuickRounds = 2 },
        new("pipe-1KiB", "ns", () => OneWay(KiB, 500_000)) { Python = "pipe_1kib", Peer = () => PeerOneWay(KiB, 50_000), Limit = () => BareRing.OneWay(KiB, 500_000), Rounds = 7, QuickRounds = 2 },
        new("pipe-64KiB", "us", () => OneWay(64 * KiB, 20_000) / 1000) { Python = "pipe_64kib", Peer = () => PeerOneWay(64 * KiB, 3_000) / 1000, Limit = () => Copy(64 * KiB, 20_000) / 1000, Rounds = 7, QuickRounds = 2 },
        new("pipe-1MiB", "us", () => OneWay(MiB, 2_000) / 1000) { Python = "pipe_1mib", Peer = () => PeerOneWay(MiB, 300) / 1000, Limit = () => Copy(MiB, 2_000) / 1000, Rounds = 7, QuickRounds = 2 },
    ];

    private static double PingPong(Action<Connection, int, int> pass)
    {
        var (first, second) = Connection.CreatePipe();
        return Pair.Nanoseconds((side, count) => pass(side == 0 ? first : second, side, count), WarmUp, Many) / 1000;
    }

    private static void PassNumbers(Connection end, int side, int count)
    {
        for (; count > 0; count--)
        {
            if (side == 0) end.Send(count);
            end.Receive<int>();
            if (side == 1) end.Send(count);
        }
    }

    private static void PassBytes(Connection end, int side, int count)
    {
        var buffer = new byte[KiB];
        for (; count > 0; count--)
        {
            if (side == 0) end.SendBytes(buffer);
            end.ReceiveBytesInto(buffer);
            if (side == 1) end.SendBytes(buffer);
        }
    }

    private static double Parked()
    {
        var (first, second) = Connection.CreatePipe();
        var nanoseconds = Pair.Nanoseconds((side, count) =>
        {
            var end = side == 0 ? first : second;
            for (; count > 0; count--)
            {
                if (side == 1) end.Receive<int>();
                var start = Stopwatch.GetTimestamp();
                while (Stopwatch.GetElapsedTime(start) < s_untilParked)
                {
                }

                end.Send(count);
                if (side == 0) end.Receive<int>();
            }
        }, WarmUp, Few);
        return (nanoseconds - (2 * s_untilParked.TotalNanoseconds)) / 1000;
    }

    private static double OneWay(int length, int count)
    {
        var (receiver, sender) = Connection.CreatePipe(duplex: false);
        return Pair.Nanoseconds((side, rounds) =>
        {
            var buffer = new byte[length];
            for (; rounds > 0; rounds--)
            {
                if (side == 0) sender.SendBytes(buffer);
                else receiver.ReceiveBytesInto(buffer);
            }
        }, Math.Min(WarmUp, count / 4), count);
    }

    private static double Copy(int length, int count)
    {
        var (source, destination) = (new byte[Uncached], new byte[Uncached]);
        Array.Fill<byte>(source, 1);
        Array.Fill<byte>(destination, 2);
        return Timing.Nanoseconds(count, rounds =>
        {
            for (var at = 0; rounds > 0; rounds--, at = (at + length) % Uncached) source.AsSpan(at, length).CopyTo(destination.AsSpan(at));
        });
    }

    private static double PeerPingPong(int length)
    {
        var name = Name();
        return Pair.Nanoseconds((side, count) =>
        {
            using var pipe = Open(name, side);
            var buffer = new byte[length];
            for (; count > 0; count--)
            {
                if (side == 0) Send(pipe, buffer);
                Receive(pipe, buffer);
                if (side == 1) Send(pipe, buffer);
            }
        }, WarmUp, Many / 10) / 1000;
    }

    private static double PeerOneWay(int length, int count)
    {
        var name = Name();
        return Pair.Nanoseconds((side, rounds) =>
        {
            using var pipe = Open(name, side);
            var buffer = new byte[length];
            for (; rounds > 0; rounds--)
            {
                if (side == 0) Send(pipe, buffer);
                else Receive(pipe, buffer);
            }
        }, Math.Min(WarmUp, count / 4), count);
    }

    // Opening it is a small part of what is measured.
    private static PipeStream Open(string name, int side)
    {
        if (side == 0)
        {
            var server = new NamedPipeServerStream(name);
            server.WaitForConnection();
            return server;
        }

        var client = new NamedPipeClientStream(name);
        client.Connect();
        return client;
    }

    private static void Send(PipeStream pipe, byte[] message)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BitConverter.TryWriteBytes(length, message.Length);
        pipe.Write(length);
        pipe.Write(message);
    }

    private static void Receive(PipeStream pipe, byte[] buffer)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        pipe.ReadExactly(length);
        pipe.ReadExactly(buffer.AsSpan(0, BitConverter.ToInt32(length)));
    }

    private static string Name() => $"multiprocessing-benchmark-{Guid.NewGuid():N}";
}
