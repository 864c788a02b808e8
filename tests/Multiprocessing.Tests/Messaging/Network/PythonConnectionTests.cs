using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace Multiprocessing.Tests.Messaging.Network;

/// <summary>The real <c>multiprocessing.connection</c> of each Python on the machine, on either side, over either kind of socket.</summary>
public sealed class PythonConnectionTests
{
    private const string Text = "the same key";

    // Bytes whose value and number follow from a length; and Python sends one of them in the long form, which it would for 2 GiB.
    private const string Script = """
        import os, socket, struct, sys
        from multiprocessing import AuthenticationError
        from multiprocessing.connection import Client, Listener

        lengths = [0, 1, 16384, 16385, 1 << 20]
        key = None if sys.argv[1] == 'none' else sys.argv[1].encode()
        address = sys.argv[2] if len(sys.argv) == 3 else (sys.argv[2], int(sys.argv[3]))

        def exchange(connection):
            for length in lengths:
                connection.send_bytes(bytes([length % 251]) * length)
            os.write(connection.fileno(), struct.pack('!iQ', -1, 5) + b'large')
            for length in lengths:
                assert connection.recv_bytes() == bytes([length % 250]) * length, length
            assert connection.poll(30)
            connection.send_bytes(b'done')
            assert connection.recv_bytes() == b'done'
            connection.close()

        """;

    private const string AsClient = Script + """
        exchange(Client(address, authkey=key))
        if key is not None:
            try:
                Client(address, authkey=b'another key')
            except AuthenticationError:
                print('refused')
        """;

    private const string AsListener = Script + """
        with Listener(address, authkey=key) as listener:
            print(listener.address if isinstance(address, str) else listener.address[1], flush=True)
            exchange(listener.accept())
            try:
                listener.accept()
            except AuthenticationError:
                print('refused')
        """;

    public static TheoryData<string, string, bool> All()
    {
        var data = new TheoryData<string, string, bool>();
        foreach (var (path, version) in Pythons.Found)
        {
            data.Add(version, path, true);
            data.Add(version, path, false);
        }

        if (Pythons.Found.Length == 0) data.Add("none", "", true);
        return data;
    }

    [Theory, MemberData(nameof(All))]
    public async Task Python_connects_to_us(string version, string python, bool isUnix)
    {
        Assert.SkipWhen(python.Length == 0, $"There is no Python on this machine ({version}).");
        var rejected = new TaskCompletionSource<Exception>();
        using var listener = new ConnectionListener(isUnix ? null : new IPEndPoint(IPAddress.Loopback, 0), new ConnectionListenerOptions { Key = AuthenticationKey.FromBytes(Encoding.UTF8.GetBytes(Text)), OnRejected = (_, exception) => rejected.TrySetResult(exception) });
        string[] address = listener.LocalEndPoint is IPEndPoint ip ? ["127.0.0.1", ip.Port.ToString(CultureInfo.InvariantCulture)] : [listener.LocalEndPoint.ToString()!];
        var client = Pythons.Start(python, AsClient, [Text, .. address]);
        using (var connection = listener.Accept()) Exchange(connection);
        Assert.Equal("refused", Pythons.Finish(client));
        Assert.IsType<AuthenticationException>(await rejected.Task);
        Assert.False(listener.TryAccept(out _));
    }

    [Theory, MemberData(nameof(All))]
    public void We_connect_to_Python(string version, string python, bool isUnix)
    {
        Assert.SkipWhen(python.Length == 0, $"There is no Python on this machine ({version}).");
        using var folder = new TemporaryFolder();
        string[] address = isUnix ? [Path.Combine(folder.Path, "socket")] : ["127.0.0.1", "0"];
        var listener = Pythons.Start(python, AsListener, [Text, .. address]);
        var bound = listener.StandardOutput.ReadLine() ?? throw new InvalidOperationException(listener.StandardError.ReadToEnd());
        EndPoint endpoint = isUnix ? new UnixDomainSocketEndPoint(bound) : new DnsEndPoint("localhost", int.Parse(bound, CultureInfo.InvariantCulture));
        using (var connection = Connection.Connect(endpoint, new ConnectionOptions { Key = AuthenticationKey.FromBytes(Encoding.UTF8.GetBytes(Text)) })) Exchange(connection);
        Assert.Throws<AuthenticationException>(() => Connection.Connect(endpoint, new ConnectionOptions { Key = AuthenticationKey.FromBytes("another key"u8) }));
        Assert.Equal("refused", Pythons.Finish(listener));
    }

    [Fact]
    public void Without_a_key_it_works_too()
    {
        Assert.SkipWhen(Pythons.Found.Length == 0, "There is no Python on this machine.");
        using var listener = new ConnectionListener(null, new ConnectionListenerOptions { RequireAuthentication = false });
        var client = Pythons.Start(Pythons.Found[^1].Path, AsClient, "none", listener.LocalEndPoint.ToString()!);
        using (var connection = listener.Accept()) Exchange(connection);
        Assert.Equal("", Pythons.Finish(client));
    }

    private static void Exchange(Connection connection)
    {
        int[] lengths = [0, 1, 16384, 16385, 1 << 20];
        foreach (var length in lengths) Assert.Equal(Filled(length, 251), connection.ReceiveBytes());
        Assert.Equal("large"u8.ToArray(), connection.ReceiveBytes());
        foreach (var length in lengths) connection.SendBytes(Filled(length, 250));
        connection.SendBytes("done"u8);
        Assert.Equal("done"u8.ToArray(), connection.ReceiveBytes());
        Assert.Throws<EndOfStreamException>(() => connection.ReceiveBytes());
    }

    private static byte[] Filled(int length, int modulus)
    {
        var bytes = new byte[length];
        bytes.AsSpan().Fill((byte)(length % modulus));
        return bytes;
    }
}
