using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Multiprocessing.Messaging;
using Multiprocessing.Tests.Synchronization;

namespace Multiprocessing.Tests.Messaging.Network;

/// <summary>A peer that speaks the protocol by hand, and says what it likes.</summary>
internal sealed class RawPeer : IDisposable
{
    private readonly Socket _socket;

    internal RawPeer(EndPoint address)
        : this(ConnectedPair.RawConnect(address))
    {
    }

    internal RawPeer(Socket socket)
    {
        _socket = socket;
        _socket.ReceiveTimeout = (int)Eventually.Patience.TotalMilliseconds;
    }

    /// <summary>A peer that has proved itself.</summary>
    internal static RawPeer LetIn(ConnectionListener listener, AuthenticationKey key, out Connection accepted)
    {
        var peer = new RawPeer(listener.LocalEndPoint);
        peer.Prove(key);
        accepted = listener.Accept();
        return peer;
    }

    /// <summary>Proves that it knows the key, and has the listener prove it.</summary>
    internal void Prove(AuthenticationKey key)
    {
        Answer(key);
        byte[] challenge = [.. "#CHALLENGE#{sha256}"u8, .. new byte[40]];
        Send(challenge);
        Assert.Null(HandshakeCode.Verify(key, challenge[11..], Receive()));
        Send("#WELCOME#"u8);
    }

    /// <summary>Proves that it knows the key.</summary>
    internal void Answer(AuthenticationKey key)
    {
        Send(HandshakeCode.Answer(key, Receive()[11..]));
        Assert.Equal("#WELCOME#"u8.ToArray(), Receive());
    }

    /// <summary>Breaks the connection off, so that the other end hears of an error.</summary>
    internal void Reset() => _socket.Close(0);

    /// <summary>Says that it will say no more; it still listens.</summary>
    internal void EndSending() => _socket.Shutdown(SocketShutdown.Send);

    internal void Send(ReadOnlySpan<byte> message)
    {
        SendLength(message.Length);
        SendRaw(message);
    }

    internal void SendLength(int length)
    {
        var header = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(header, length);
        SendRaw(header);
    }

    internal void SendLongLength(long length)
    {
        var header = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(header, length);
        SendRaw(header);
    }

    internal void SendRaw(ReadOnlySpan<byte> bytes) => _socket.Send(bytes);

    internal byte[] Receive() => ReceiveRaw(BinaryPrimitives.ReadInt32BigEndian(ReceiveRaw(4)));

    /// <summary>Whether the other end closes, whatever comes before.</summary>
    internal bool IsAtEnd()
    {
        try
        {
            var bytes = new byte[100];
            while (_socket.Receive(bytes) > 0)
            {
            }

            return true;
        }
        catch (SocketException exception)
        {
            return exception.SocketErrorCode == SocketError.ConnectionReset;
        }
    }

    public void Dispose() => _socket.Dispose();

    private byte[] ReceiveRaw(int length)
    {
        var bytes = new byte[length];
        for (var place = 0; place < length;)
        {
            var count = _socket.Receive(bytes.AsSpan(place));
            if (count == 0) throw new EndOfStreamException();
            place += count;
        }

        return bytes;
    }
}
