using System.Net.Sockets;
using System.Security.Cryptography;
using Multiprocessing.Messaging;

namespace Multiprocessing.Tests.Messaging.Network;

/// <summary>What a peer may do to a listener. Each stays, if it does not go by itself, until the listener has sent it away.</summary>
internal static class HostilePeers
{
    internal static readonly AuthenticationKey Key = AuthenticationKey.FromBytes("the key of the storm"u8);

    private static readonly AuthenticationKey s_otherKey = AuthenticationKey.FromBytes("another key"u8);

    internal static Dictionary<string, Action<RawPeer>> All { get; } = new()
    {
        // Before it has proved anything.
        ["is silent"] = static peer => Stay(peer),
        ["goes at once"] = static _ => { },
        ["breaks off at once"] = static peer => peer.Reset(),
        ["says garbage"] = static peer => SayAndStay(peer, RandomNumberGenerator.GetBytes(200)),
        ["asks for a web page"] = static peer => SayAndStay(peer, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"u8),
        ["begins as TLS does"] = static peer => SayAndStay(peer, [0x16, 3, 1, 0, 200, 1, 0, 0, 196, 3, 3, .. RandomNumberGenerator.GetBytes(194)]),
        ["announces far too much"] = static peer => SayAndStay(peer, [0x7F, 0xFF, 0xFF, 0xFF]),
        ["announces a negative length"] = static peer => SayAndStay(peer, [0x80, 0, 0, 0]),
        ["announces by half"] = static peer => SayAndStay(peer, [0, 0]),
        ["says a byte now and then"] = Drip,

        // In the middle of it.
        ["goes after the challenge"] = static peer => peer.Receive(),
        ["breaks off after the challenge"] = static peer =>
        {
            peer.Receive();
            peer.Reset();
        },
        ["names a digest that is none"] = static peer => AnswerAndStay(peer, [.. "{md4}"u8, .. new byte[16]]),
        ["answers with another key"] = static peer => peer.Send(HandshakeCode.Answer(s_otherKey, peer.Receive()[11..])),
        ["sends the challenge back"] = static peer => AnswerAndStay(peer, peer.Receive(), isReceived: true),
        ["answers by half and stays"] = static peer => HalfAnAnswer(peer, stays: true),
        ["answers by half and goes"] = static peer => HalfAnAnswer(peer, stays: false),
        ["says no more before it answers"] = static peer =>
        {
            peer.EndSending();
            Stay(peer);
        },
        ["goes without a challenge of its own"] = static peer => peer.Answer(Key),
        ["is silent in place of a challenge"] = static peer =>
        {
            peer.Answer(Key);
            Stay(peer);
        },
        ["sends a welcome in place of a challenge"] = static peer =>
        {
            peer.Answer(Key);
            AnswerAndStay(peer, "#WELCOME#"u8.ToArray(), isReceived: true);
        },
        ["says that the listener has failed"] = static peer =>
        {
            peer.Answer(Key);
            peer.Send([.. "#CHALLENGE#{sha256}"u8, .. new byte[40]]);
            peer.Receive();
            AnswerAndStay(peer, "#FAILURE#"u8.ToArray(), isReceived: true);
        },

        // Once it was let in.
        ["was let in and goes"] = static peer => peer.Prove(Key),
        ["was let in and breaks off"] = static peer =>
        {
            peer.Prove(Key);
            peer.Reset();
        },
        ["was let in and says garbage"] = static peer => AfterProof(peer, [0xFF, .. RandomNumberGenerator.GetBytes(100)], stays: false),
        ["was let in and announces far too much"] = static peer => AfterProof(peer, [0x7F, 0xFF, 0xFF, 0xFF], stays: true),
        ["was let in and announces what no machine holds"] = static peer => AfterProof(peer, [0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], stays: true),
        ["was let in and announces a negative length"] = static peer => AfterProof(peer, [0xFF, 0xFF, 0xFF, 0xFE], stays: true),
        ["was let in and goes in the middle of a header"] = static peer => AfterProof(peer, [0, 0], stays: false),
        ["was let in and goes in the middle of a message"] = static peer => AfterProof(peer, [0, 0, 0, 100, 1, 2, 3], stays: false),
        ["was let in and breaks off in the middle of a message"] = static peer =>
        {
            AfterProof(peer, [0, 0, 0, 100, 1, 2, 3], stays: false);
            peer.Reset();
        },
    };

    // A peer that is sent away while it speaks hears of it so.
    internal static void Run(string kind, RawPeer peer)
    {
        try
        {
            All[kind](peer);
        }
        catch (Exception exception) when (exception is SocketException or EndOfStreamException)
        {
        }
    }

    private static void Stay(RawPeer peer) => Assert.True(peer.IsAtEnd());

    private static void SayAndStay(RawPeer peer, ReadOnlySpan<byte> bytes)
    {
        peer.SendRaw(bytes);
        Stay(peer);
    }

    private static void AnswerAndStay(RawPeer peer, byte[] answer, bool isReceived = false)
    {
        if (!isReceived) peer.Receive();
        peer.Send(answer);
        Stay(peer);
    }

    private static void HalfAnAnswer(RawPeer peer, bool stays)
    {
        var answer = HandshakeCode.Answer(Key, peer.Receive()[11..]);
        peer.SendLength(answer.Length);
        peer.SendRaw(answer.AsSpan(0, answer.Length / 2));
        if (stays) Stay(peer);
    }

    private static void AfterProof(RawPeer peer, ReadOnlySpan<byte> bytes, bool stays)
    {
        peer.Prove(Key);
        peer.SendRaw(bytes);
        if (stays) Stay(peer);
    }

    // Always something, never done.
    private static void Drip(RawPeer peer)
    {
        peer.SendLength(200);
        for (var count = 0; count < 199; count++)
        {
            peer.SendRaw([0]);
            Thread.Sleep(50);
        }

        Stay(peer);
    }
}
