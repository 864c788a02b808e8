using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Multiprocessing.Tests.Messaging.Network;

/// <summary>
/// A process with a listener that answers each message with its length, until it is told to end; then it says what is left of those that
/// came.
/// </summary>
internal static class StormServer
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    /// <param name="isTcp">Whether it listens on TCP; else on a Unix socket.</param>
    /// <param name="address">Told where it listens.</param>
    /// <param name="end">Set when all peers have gone.</param>
    /// <param name="toReject">How many of them must have been sent away before it closes.</param>
    /// <returns>What is open that was not there before, and how many peers were sent away.</returns>
    internal static (string[] Left, int Rejected) Run(bool isTcp, SharedQueue<string> address, SharedEvent end, int toReject)
    {
        ServeOne(isTcp);
        var before = Descriptors();
        var rejected = 0;
        using (var listener = Listen(isTcp, () => Interlocked.Increment(ref rejected)))
        {
            address.Enqueue(isTcp ? $"{((IPEndPoint)listener.LocalEndPoint).Port}" : $"{listener.LocalEndPoint}");
            using var stop = new CancellationTokenSource();
            var serving = ServeAsync(listener, stop.Token);
            end.Wait();
            Until(() => Volatile.Read(ref rejected) >= toReject);
            stop.Cancel();
            serving.Wait(s_patience);
        }

        Until(() => Descriptors().Count <= before.Count);
        var left = Descriptors();
        return (left.Count <= before.Count ? [] : [.. left.Where(entry => !before.Contains(entry)).Select(static entry => entry.Value)], rejected);
    }

    internal static EndPoint EndPointOf(bool isTcp, string address) =>
        isTcp ? new IPEndPoint(IPAddress.Loopback, int.Parse(address, System.Globalization.CultureInfo.InvariantCulture)) : new UnixDomainSocketEndPoint(address);

    private static ConnectionListener Listen(bool isTcp, Action rejected) =>
        new(isTcp ? new IPEndPoint(IPAddress.Loopback, 0) : null, new ConnectionListenerOptions
        {
            Key = HostilePeers.Key,
            HandshakeTimeout = TimeSpan.FromSeconds(1),
            MaxMessageBytes = 1 << 20,
            OnRejected = (_, _) => rejected(),
        });

    // What the runtime opens once for sockets is there from now on.
    private static void ServeOne(bool isTcp)
    {
        using var listener = Listen(isTcp, static () => { });
        var accepting = listener.AcceptAsync().AsTask();
        using var client = Connection.Connect(listener.LocalEndPoint, new ConnectionOptions { Key = HostilePeers.Key });
        using var server = accepting.GetAwaiter().GetResult();
        client.SendBytes([1]);
        _ = server.ReceiveBytesAsync().AsTask().GetAwaiter().GetResult();
    }

    private static async Task ServeAsync(ConnectionListener listener, CancellationToken stop)
    {
        var all = new List<Task>();
        try
        {
            while (true) all.Add(AnswerAsync(await listener.AcceptAsync(stop)));
        }
        catch (OperationCanceledException)
        {
        }

        await Task.WhenAll(all);
    }

    private static async Task AnswerAsync(Connection connection)
    {
        using (connection)
        {
            try
            {
                while (true) await connection.SendBytesAsync(BitConverter.GetBytes((await connection.ReceiveBytesAsync()).Length));
            }
            catch (Exception exception) when (exception is IOException or InvalidDataException)
            {
                // It has gone, or said what is no message.
            }
        }
    }

    private static void Until(Func<bool> condition)
    {
        for (var began = Stopwatch.GetTimestamp(); !condition() && Stopwatch.GetElapsedTime(began) < s_patience;) Thread.Sleep(10);
    }

    // By their numbers, with what they lead to. Not files, some of which the runtime opens when it first has to say where something was
    // thrown.
    private static Dictionary<string, string> Descriptors()
    {
        var all = new Dictionary<string, string>();
        foreach (var entry in Directory.GetFileSystemEntries("/proc/self/fd"))
        {
            if (new FileInfo(entry).LinkTarget is { } target && !target.StartsWith('/')) all.Add(entry, target);
        }

        return all;
    }
}
