using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Multiprocessing.Tests.Messaging.Network;

/// <summary>
/// All kinds of hostile peers at once, and floods of half-open ones, beside clients that mean well: these are served, and nothing is left
/// of the others.
/// </summary>
/// <remarks>MULTIPROCESSING_PEER_ROUNDS says how often each kind comes.</remarks>
public sealed class PeerStormTests
{
    private const int Rounds = 2;
    private const int AtOnce = 40;

    // More than may prove themselves at the same time.
    private const int Flood = 300;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    [Fact]
    public void There_are_more_than_16_kinds() => Assert.True(HostilePeers.All.Count > 16);

    [Theory, InlineData(true), InlineData(false)]
    public async Task Clients_are_served_and_nothing_is_left(bool isTcp)
    {
        using var addresses = new SharedQueue<string>();
        using var end = new SharedEvent();
        var rounds = int.TryParse(Environment.GetEnvironmentVariable("MULTIPROCESSING_PEER_ROUNDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var more) ? more : Rounds;
        var serving = ServeAsync(isTcp, addresses, end, rounds * Flood);
        var address = StormServer.EndPointOf(isTcp, await addresses.DequeueAsync().AsTask().WaitAsync(s_patience));
        for (var round = 0; round < rounds; round++) await StormAsync(address);
        Talk(address, 3);
        end.Set();
        var (left, rejected) = await serving.WaitAsync(s_patience);
        Assert.Empty(left);
        Assert.True(rejected >= rounds * Flood, $"{rejected} were sent away");
    }

    // Apart, so that what captures the test does not travel.
    private static Task<(string[] Left, int Rejected)> ServeAsync(bool isTcp, SharedQueue<string> addresses, SharedEvent end, int toReject) =>
        ChildProcess.RunAsync(() => StormServer.Run(isTcp, addresses, end, toReject));

    private static async Task StormAsync(EndPoint address)
    {
        var kinds = HostilePeers.All.Keys.ToArray();
        Random.Shared.Shuffle(kinds);
        using var room = new SemaphoreSlim(AtOnce);
        var hostile = new List<Task>();
        foreach (var kind in kinds)
        {
            await room.WaitAsync();
            hostile.Add(OnThread(() =>
            {
                using var peer = new RawPeer(address);
                HostilePeers.Run(kind, peer);
                room.Release();
            }));
        }

        var halfOpen = new List<Socket>();
        try
        {
            for (var number = 0; number < Flood; number++)
            {
                halfOpen.Add(ConnectedPair.RawConnect(address));
                if (number % 50 == 0) Talk(address, number);
            }

            await Task.WhenAll(hostile).WaitAsync(s_patience);
        }
        finally
        {
            foreach (var socket in halfOpen) socket.Dispose();
        }
    }

    private static Task OnThread(Action action) =>
        Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static void Talk(EndPoint address, int length)
    {
        using var client = Connection.Connect(address, new ConnectionOptions { Key = HostilePeers.Key });
        client.SendBytes(new byte[length]);
        Assert.Equal(length, BitConverter.ToInt32(client.ReceiveBytes()));
    }
}
