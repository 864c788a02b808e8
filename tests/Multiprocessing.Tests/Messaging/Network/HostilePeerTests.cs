using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using Multiprocessing.Messaging;
using Multiprocessing.Tests.Synchronization;

namespace Multiprocessing.Tests.Messaging.Network;

/// <summary>Peers that do what they should not. After each the listener goes on, and its memory is what it was.</summary>
[Trait("Kind", "fault")]
public sealed class HostilePeerTests : IDisposable
{
    private const int RandomPeers = 1_000;
    private const int HalfOpen = 2_000;

    private static readonly AuthenticationKey s_key = AuthenticationKey.FromBytes("the key"u8);

    private readonly List<Exception> _rejected = [];
    private readonly ConnectionListener _listener;

    public HostilePeerTests() => _listener = new ConnectionListener(new IPEndPoint(IPAddress.Loopback, 0), new ConnectionListenerOptions
    {
        Key = s_key,
        HandshakeTimeout = TimeSpan.FromSeconds(5),
        OnRejected = (_, exception) =>
        {
            lock (_rejected) _rejected.Add(exception);
            throw new InvalidOperationException("a callback that throws");
        },
    });

    public void Dispose() => _listener.Dispose();

    [Fact]
    public void A_challenge_sent_back_is_refused()
    {
        using var peer = new RawPeer(_listener.LocalEndPoint);
        var challenge = peer.Receive();
        peer.Send([.. HandshakeCode.Answer(s_key, challenge[11..])]);
        Assert.Equal("#WELCOME#"u8.ToArray(), peer.Receive());
        peer.Send(challenge);
        Assert.Contains("own challenge", AwaitRejection<AuthenticationException>(), StringComparison.Ordinal);
        Assert.True(peer.IsAtEnd());
        CheckServes();
    }

    [Fact]
    public void A_challenge_sent_back_in_place_of_an_answer_is_refused()
    {
        using var peer = new RawPeer(_listener.LocalEndPoint);
        var challenge = peer.Receive();
        peer.Send(challenge);
        Assert.Equal("#FAILURE#"u8.ToArray(), peer.Receive());
        AwaitRejection<AuthenticationException>();
        CheckServes();
    }

    [Fact]
    public void An_answer_to_another_challenge_is_refused()
    {
        byte[] answer;
        using (var first = new RawPeer(_listener.LocalEndPoint)) answer = HandshakeCode.Answer(s_key, first.Receive()[11..]);
        using var peer = new RawPeer(_listener.LocalEndPoint);
        peer.Receive();
        peer.Send(answer);
        Assert.Equal("#FAILURE#"u8.ToArray(), peer.Receive());
        AwaitRejection<AuthenticationException>();
        CheckServes();
    }

    [Theory]
    [InlineData("{md4}")]
    [InlineData("{}")]
    [InlineData("{sha256")]
    [InlineData("{sha256}")]
    [InlineData("{SHA256}")]
    [InlineData("{sha3_256_and_more}")]
    [InlineData("sha256")]
    [InlineData("")]
    public void A_wrong_digest_is_refused(string name)
    {
        using var peer = new RawPeer(_listener.LocalEndPoint);
        peer.Receive();
        peer.Send([.. System.Text.Encoding.ASCII.GetBytes(name), .. RandomNumberGenerator.GetBytes(33)]);
        Assert.Equal("#FAILURE#"u8.ToArray(), peer.Receive());
        AwaitRejection<AuthenticationException>();
        CheckServes();
    }

    [Fact]
    public async Task An_answer_by_the_older_digest_is_refused_where_SHA256_is_demanded()
    {
        var rejected = new TaskCompletionSource<Exception>();
        using var listener = new ConnectionListener(null, new ConnectionListenerOptions { Key = s_key, RequireSha256 = true, OnRejected = (_, exception) => rejected.TrySetResult(exception) });
        foreach (var name in (string[])["", "{md5}"])
        {
            using var peer = new RawPeer(listener.LocalEndPoint);
            var challenge = peer.Receive()[11..];
#pragma warning disable CA5351 // The peer's choice.
            peer.Send([.. System.Text.Encoding.ASCII.GetBytes(name), .. HMACMD5.HashData("the key"u8, challenge)]);
#pragma warning restore CA5351
            Assert.Equal("#FAILURE#"u8.ToArray(), peer.Receive());
            Assert.Contains("RequireSha256", Assert.IsType<AuthenticationException>(await rejected.Task.WaitAsync(Eventually.Patience)).Message, StringComparison.Ordinal);
            rejected = new TaskCompletionSource<Exception>();
        }

        using var accepting = Task.Run(() => listener.Accept());
        using var client = Connection.Connect(listener.LocalEndPoint, new ConnectionOptions { Key = s_key, RequireSha256 = true });
        (await accepting).Dispose();
    }

    // Twenty bytes, as Python up to 3.11 asks, or the name of the digest.
    [Theory]
    [InlineData("01234567890123456789")]
    [InlineData("{md5}0123456789012345678901234567890123456789")]
    public async Task A_challenge_for_the_older_digest_is_not_answered_where_SHA256_is_demanded(string challenge)
    {
        using var listening = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listening.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listening.Listen();
        var connecting = Task.Run(() => Connection.Connect(listening.LocalEndPoint!, new ConnectionOptions { Key = s_key, RequireSha256 = true }));
        using var peer = new RawPeer(await listening.AcceptAsync());
        peer.Send([.. "#CHALLENGE#"u8, .. System.Text.Encoding.ASCII.GetBytes(challenge)]);
        Assert.Contains("RequireSha256", (await Assert.ThrowsAsync<AuthenticationException>(() => connecting.WaitAsync(Eventually.Patience))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-2)]
    [InlineData(int.MinValue)]
    [InlineData(257)]
    [InlineData(int.MaxValue)]
    public void A_length_that_cannot_be_is_refused(int length)
    {
        using var peer = new RawPeer(_listener.LocalEndPoint);
        peer.Receive();
        peer.SendLength(length);
        AwaitRejection<InvalidDataException>();
        CheckServes();
    }

    // After the handshake: what was announced must not be believed.
    [Theory]
    [InlineData(-2, 0)]
    [InlineData(int.MinValue, 0)]
    [InlineData(int.MaxValue, 0)]
    [InlineData(-1, -1)]
    [InlineData(-1, long.MinValue)]
    [InlineData(-1, 1L << 40)]
    public void A_length_that_cannot_be_closes_the_connection(int length, long longLength)
    {
        using var peer = RawPeer.LetIn(_listener, s_key, out var accepted);
        peer.SendLength(length);
        if (length == -1) peer.SendLongLength(longLength);
        Assert.Throws<InvalidDataException>(() => accepted.ReceiveBytes());
        Assert.True(accepted.IsClosed);
        Assert.True(peer.IsAtEnd());
        CheckServes();
    }

    [Fact]
    public void What_is_announced_takes_no_memory_until_it_comes()
    {
        using var peer = RawPeer.LetIn(_listener, s_key, out var accepted);
        peer.SendLength(1 << 30);
        peer.SendRaw(new byte[1000]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.False(accepted.Poll(TimeSpan.FromMilliseconds(50)));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 4 << 20);
        peer.Dispose();
        Assert.Contains("in the middle", Assert.Throws<IOException>(() => accepted.ReceiveBytes()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_length_that_can_be_is_taken()
    {
        using var peer = RawPeer.LetIn(_listener, s_key, out var accepted);
        peer.SendLength(-1);
        peer.SendLongLength(20_000);
        peer.SendRaw(new byte[20_000]);
        Assert.Equal(20_000, accepted.ReceiveBytes().Length);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(10)]
    public void A_message_that_is_cut_off_is_an_error(int bytes)
    {
        using var peer = RawPeer.LetIn(_listener, s_key, out var accepted);
        byte[] message = [0, 0, 0, 10, .. new byte[9]];
        peer.SendRaw(message.AsSpan(0, bytes));
        peer.Dispose();
        if (bytes == 0) Assert.Throws<EndOfStreamException>(() => accepted.ReceiveBytes());
        else Assert.Contains("in the middle", Assert.Throws<IOException>(() => accepted.ReceiveBytes()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silent_and_slow_peers_have_a_limit_in_total()
    {
        var rejected = new TaskCompletionSource<Exception>();
        using var listener = new ConnectionListener(null, new ConnectionListenerOptions { Key = s_key, HandshakeTimeout = TimeSpan.FromMilliseconds(200), OnRejected = (_, exception) => rejected.TrySetResult(exception) });
        using var silent = new RawPeer(listener.LocalEndPoint);
        Assert.IsType<TimeoutException>(await rejected.Task.WaitAsync(Eventually.Patience));
        rejected = new TaskCompletionSource<Exception>();
        using var slow = new RawPeer(listener.LocalEndPoint);
        // Byte by byte: always something, never done.
        var began = Stopwatch.GetTimestamp();
        try
        {
            slow.SendLength(200);
            while (Stopwatch.GetElapsedTime(began) < Eventually.Patience)
            {
                slow.SendRaw([0]);
                await Task.Delay(10);
            }
        }
        catch (SocketException)
        {
        }

        Assert.IsType<TimeoutException>(await rejected.Task.WaitAsync(Eventually.Patience));
        Assert.True(Stopwatch.GetElapsedTime(began) < Eventually.Patience);
        using var client = Connection.Connect(listener.LocalEndPoint, new ConnectionOptions { Key = s_key });
    }

    [Fact]
    public void Thousands_that_are_silent_hold_up_nobody()
    {
        var peers = new List<Socket>();
        try
        {
            for (var number = 0; number < HalfOpen; number++)
            {
                peers.Add(ConnectedPair.RawConnect(_listener.LocalEndPoint));
                if (number % 400 == 399) CheckServes();
            }

            CheckServes();
            // So only these take memory, though all are still there.
            Eventually.IsTrue(() => Rejections >= HalfOpen - NetworkLimits.Handshakes);
        }
        finally
        {
            foreach (var peer in peers) peer.Dispose();
        }

        Eventually.IsTrue(() => Rejections == HalfOpen);
        CheckServes();
    }

    [Fact]
    public void Garbage_is_refused()
    {
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var number = 0; number < RandomPeers; number++)
        {
            using var peer = new RawPeer(_listener.LocalEndPoint);
            var bytes = new byte[random.Next(300)];
            random.NextBytes(bytes);
            // Mostly a length that may be, so that it leads further.
            if (bytes.Length > 4 && random.Next(4) != 0) BinaryPrimitives.WriteInt32BigEndian(bytes, random.Next(bytes.Length));
            try
            {
                peer.SendRaw(bytes);
            }
            catch (SocketException)
            {
                // It was sent away before it had said all.
            }
        }

        Eventually.IsTrue(() => Rejections == RandomPeers);
        Assert.False(_listener.TryAccept(out _));
        CheckServes();
    }

    // Whoever is let in may still say anything.
    [Fact]
    public async Task Garbage_of_a_peer_that_was_let_in_is_an_error_or_a_message()
    {
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var listener = new ConnectionListener(null, new ConnectionListenerOptions { RequireAuthentication = false, MaxMessageBytes = 1 << 20 });
        for (var number = 0; number < RandomPeers; number++)
        {
            using var peer = new RawPeer(listener.LocalEndPoint);
            using var accepted = await listener.AcceptAsync();
            var bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            // Mostly lengths that may be, and some in their long form.
            for (var place = 0; place + 16 < bytes.Length && random.Next(8) != 0;)
            {
                var length = random.Next(40);
                var isLong = random.Next(3) == 0;
                BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(place), isLong ? -1 : length);
                if (isLong) BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(place + 4), length);
                place += (isLong ? 12 : 4) + length;
            }

            peer.SendRaw(bytes);
            peer.Dispose();
            try
            {
                while (true)
                {
                    if (random.Next(2) == 0) Assert.True(accepted.Poll(Eventually.Patience));
                    Assert.InRange(random.Next(2) == 0 ? accepted.ReceiveBytes().Length : (await accepted.ReceiveBytesAsync()).Length, 0, bytes.Length);
                }
            }
            catch (Exception exception) when (exception is IOException or InvalidDataException)
            {
            }
        }
    }

    // The same from the other side: a listener that is none.
    [Theory]
    [InlineData("no challenge at all, and far too long for it to be one")]
    [InlineData("#CHALLENGE#short")]
    [InlineData("#CHALLENGE#{md4}0123456789012345678901234567890123456789")]
    [InlineData("#CHALLENGE#0123456789012345678901234567890123456789")]
    [InlineData("#WELCOME#")]
    [InlineData("")]
    public async Task A_client_refuses_what_is_no_challenge(string message)
    {
        using var listening = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listening.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listening.Listen();
        var connecting = Task.Run(() => Connection.Connect(listening.LocalEndPoint!, new ConnectionOptions { Key = s_key }));
        using var peer = new RawPeer(await listening.AcceptAsync());
        peer.Send(System.Text.Encoding.ASCII.GetBytes(message));
        await Assert.ThrowsAsync<AuthenticationException>(() => connecting.WaitAsync(Eventually.Patience));
    }

    // Whoever does not know the key cannot prove that he is the listener either.
    [Fact]
    public async Task A_client_refuses_a_listener_that_does_not_know_the_key()
    {
        using var listening = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listening.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listening.Listen();
        var connecting = Task.Run(() => Connection.Connect(listening.LocalEndPoint!, new ConnectionOptions { Key = s_key }));
        using var peer = new RawPeer(await listening.AcceptAsync());
        byte[] challenge = [.. "#CHALLENGE#{sha256}"u8, .. new byte[40]];
        peer.Send(challenge);
        var answer = peer.Receive();
        peer.Send("#WELCOME#"u8);
        peer.Receive();
        // The only code of the key that he has heard.
        peer.Send(answer);
        await Assert.ThrowsAsync<AuthenticationException>(() => connecting.WaitAsync(Eventually.Patience));
    }

    private int Rejections
    {
        get
        {
            lock (_rejected) return _rejected.Count;
        }
    }

    private List<Exception> Rejected
    {
        get
        {
            lock (_rejected) return [.. _rejected];
        }
    }

    private string AwaitRejection<T>()
        where T : Exception
    {
        Exception? found = null;
        Eventually.IsTrue(() => (found = Rejected.Find(static exception => exception is T)) is not null);
        return found!.Message;
    }

    private void CheckServes()
    {
        using var client = Connection.Connect(_listener.LocalEndPoint, new ConnectionOptions { Key = s_key });
        using var server = _listener.Accept();
        client.SendBytes([1, 2, 3]);
        Assert.Equal([1, 2, 3], server.ReceiveBytes());
    }
}
