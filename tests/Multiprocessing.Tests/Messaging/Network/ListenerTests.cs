using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Multiprocessing.Platform;
using Multiprocessing.Tests.Synchronization;

namespace Multiprocessing.Tests.Messaging.Network;

public sealed class ListenerTests
{
    [Fact]
    public void A_listener_without_an_address_has_a_folder_that_only_the_user_may_enter()
    {
        string folder;
        using (var listener = new ConnectionListener())
        {
            var path = Assert.IsType<UnixDomainSocketEndPoint>(listener.LocalEndPoint).ToString();
            folder = Path.GetDirectoryName(path)!;
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
            Assert.Equal(Path.GetTempPath().TrimEnd('/'), Path.GetDirectoryName(folder));
        }

        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public void A_given_file_is_removed_in_the_end_and_must_not_exist_before()
    {
        using var folder = new TemporaryFolder();
        var address = new UnixDomainSocketEndPoint(Path.Combine(folder.Path, "socket"));
        using (var listener = new ConnectionListener(address))
        {
            Assert.Throws<SocketException>(() => new ConnectionListener(address));
            // Whoever failed to listen there has not removed it.
            Assert.True(File.Exists(address.ToString()));
            Connection.Connect(address).Dispose();
        }

        Assert.False(File.Exists(address.ToString()));
        Assert.Throws<SocketException>(() => Connection.Connect(address));
        Assert.Throws<ArgumentException>(() => Connection.Connect(new OtherAddress()));
        Assert.Throws<ArgumentException>(() => new ConnectionListener(new DnsEndPoint("localhost", 0)));
    }

    [Fact]
    public async Task Waits_end_by_time_by_token_and_by_dispose()
    {
        var listener = new ConnectionListener();
        Assert.False(listener.TryAccept(out _));
        Assert.False(listener.TryAccept(out _, TimeSpan.FromMilliseconds(5)));
        using var cancelled = new CancellationTokenSource(5);
        Assert.ThrowsAny<OperationCanceledException>(() => listener.Accept(cancelled.Token));
        Assert.ThrowsAny<OperationCanceledException>(() => listener.TryAccept(out _, TimeSpan.FromDays(1000), cancelled.Token));
        Assert.Throws<ArgumentOutOfRangeException>(() => listener.TryAccept(out _, TimeSpan.FromSeconds(-5)));
        var waits = new[] { listener.AcceptAsync().AsTask(), Task.Run(() => listener.TryAccept(out var accepted, Timeout.InfiniteTimeSpan) ? accepted : throw new TimeoutException()), Task.Run(() => listener.Accept()) };
        using var unaccepted = Connection.Connect(listener.LocalEndPoint);
        Assert.True((await Task.WhenAny(waits).WaitAsync(Eventually.Patience)).IsCompletedSuccessfully);
        // Those that nobody takes learn of the end.
        using var one = Connection.Connect(listener.LocalEndPoint);
        using var two = Connection.Connect(listener.LocalEndPoint);
        using var three = Connection.Connect(listener.LocalEndPoint);
        Eventually.IsTrue(() => waits.All(static wait => wait.IsCompletedSuccessfully));
        using (listener)
        {
        }

        Assert.Throws<ObjectDisposedException>(() => listener.Accept());
        Assert.Throws<ObjectDisposedException>(() => listener.TryAccept(out _));
        Assert.ThrowsAny<IOException>(() => three.ReceiveBytes());
        foreach (var wait in waits) (await wait).Dispose();

        var other = new ConnectionListener();
        var waiting = other.AcceptAsync().AsTask();
        other.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
    }

    [Fact]
    public void Processes_of_a_tree_know_each_other()
    {
        using var listener = new ConnectionListener(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)listener.LocalEndPoint).Port;
        var child = ChildProcess.Start(() => ChildProcess.RunAsync(static port =>
        {
            using var connection = Connection.Connect(new DnsEndPoint("localhost", port));
            connection.Send("hello from a grandchild");
        }, port).Wait());
        using var accepted = listener.Accept();
        Assert.Equal("hello from a grandchild", accepted.Receive<string>());
        Eventually.Ends(child);
    }

    [Fact]
    public async Task Another_program_is_not_let_in()
    {
        var rejected = new TaskCompletionSource<Exception>();
        using var listener = new ConnectionListener(null, new ConnectionListenerOptions { OnRejected = (_, exception) => rejected.TrySetResult(exception) });
        // As another tree has.
        var exception = Assert.Throws<AuthenticationException>(() => Connection.Connect(listener.LocalEndPoint, new ConnectionOptions { Key = AuthenticationKey.FromBytes("another"u8) }));
        Assert.Contains("another one", exception.Message, StringComparison.Ordinal);
        Assert.IsType<AuthenticationException>(await rejected.Task.WaitAsync(Eventually.Patience));
        using var good = Connection.Connect(listener.LocalEndPoint);
        using var accepted = listener.Accept();
        Assert.False(listener.TryAccept(out _));
    }

    [Fact]
    public void A_key_that_was_set_holds_for_children_too()
    {
        var key = AuthenticationKey.FromBytes("as in Python"u8);
        using var listener = new ConnectionListener(null, new ConnectionListenerOptions { Key = key });
        var address = listener.LocalEndPoint.ToString()!;
        // In a process of its own, since other tests use the default.
        var child = ChildProcess.Start(() =>
        {
            AuthenticationKey.Default = key;
            foreach (var method in new[] { StartMethod.Spawn, StartMethod.WarmSpare })
            {
                ChildProcess.Start(() => Connection.Connect(new UnixDomainSocketEndPoint(address)).Send(AuthenticationKey.Default.ToString()), new ProcessOptions { StartMethod = method }).Join();
            }
        });
        for (var number = 0; number < 2; number++)
        {
            using var accepted = listener.Accept();
            Assert.Equal(typeof(AuthenticationKey).FullName, accepted.Receive<string>());
        }

        Eventually.Ends(child);
    }

    [Fact]
    public void Without_a_key_whoever_comes_is_let_in()
    {
        using var listener = new ConnectionListener(null, new ConnectionListenerOptions { RequireAuthentication = false });
        using var client = Connection.Connect(listener.LocalEndPoint, new ConnectionOptions { RequireAuthentication = false });
        using var server = listener.Accept();
        client.Send(5);
        Assert.Equal(5, server.Receive<int>());
        var exception = Assert.Throws<TimeoutException>(() => Connection.Connect(listener.LocalEndPoint, new ConnectionOptions { HandshakeTimeout = TimeSpan.FromMilliseconds(20) }));
        Assert.Contains("RequireAuthentication", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connections_that_nobody_accepts_wait_and_are_not_lost()
    {
        const int Count = 40;
        using var listener = new ConnectionListener(null, new ConnectionListenerOptions { Backlog = 2 });
        var connecting = Enumerable.Range(0, Count).Select(number => Task.Run(async () =>
        {
            while (true)
            {
                try
                {
                    var connection = await Connection.ConnectAsync(listener.LocalEndPoint);
                    await connection.SendAsync(number);
                    return connection;
                }
                catch (SocketException)
                {
                    // The kernel's backlog is full too, which it says to a Unix-domain socket.
                    await Task.Delay(5);
                }
            }
        })).ToArray();
        var numbers = new HashSet<int>();
        for (var number = 0; number < Count; number++)
        {
            Assert.True(listener.TryAccept(out var accepted, Eventually.Patience));
            Assert.True(numbers.Add(accepted.Receive<int>()));
            accepted.Dispose();
        }

        foreach (var task in connecting) (await task.WaitAsync(Eventually.Patience)).Dispose();
    }

    [Fact]
    public void A_killed_listener_leaves_no_folder()
    {
        var (here, there) = Connection.CreatePipe();
        using var child = ChildProcess.Start(() =>
        {
            var listener = new ConnectionListener();
            there.Send(listener.LocalEndPoint.ToString());
            Thread.Sleep(Timeout.Infinite);
            GC.KeepAlive(listener);
        });
        var folder = Path.GetDirectoryName(here.Receive<string>())!;
        Assert.True(Directory.Exists(folder));
        using (new ConnectionListener()) Assert.True(Directory.Exists(folder));
        child.Kill();
        child.Join();
        Assert.False(Directory.Exists(folder));
    }

    // Anybody may make a folder or a link in the temporary one, and call it as they like.
    [Fact]
    public void What_only_looks_like_a_forsaken_folder_stays()
    {
        using var folder = new TemporaryFolder();
        string Make(string name, UnixFileMode mode)
        {
            var made = Directory.CreateDirectory(Path.Combine(folder.Path, name), mode).FullName;
            foreach (var file in (string[])["lock", "listener"]) File.WriteAllText(Path.Combine(made, file), "");
            return made;
        }

        const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        var elsewhere = Make("elsewhere", Own);
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "multiprocessing-listener-link"), elsewhere);
        var open = Make("multiprocessing-listener-open", Own | UnixFileMode.OtherExecute);
        var planted = Make("multiprocessing-listener-planted", Own);
        var target = Path.Combine(folder.Path, "target");
        File.WriteAllText(target, "");
        File.Delete(Path.Combine(planted, "lock"));
        File.CreateSymbolicLink(Path.Combine(planted, "lock"), target);
        var forsaken = Make("multiprocessing-listener-forsaken", Own);

        ListenerFolder.RemoveForsaken(folder.Path);
        Assert.False(Directory.Exists(forsaken));
        Assert.Equal(2, Directory.GetFiles(elsewhere).Length);
        Assert.Equal(2, Directory.GetFiles(open).Length);
        Assert.Equal(2, Directory.GetFiles(planted).Length);
        Assert.True(File.Exists(target));
    }

    // In .NET a name that begins with @ is a file in the working directory; an abstract name begins with zero.
    [Fact]
    public void A_file_whose_name_begins_like_the_text_of_an_abstract_one_is_a_file()
    {
        var name = $"@multiprocessing-test-{Guid.NewGuid():N}";
        var path = Path.GetFullPath(name);
        using (new ConnectionListener(new UnixDomainSocketEndPoint(name)))
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }

        Assert.False(File.Exists(path));
        using var listener = new ConnectionListener(new UnixDomainSocketEndPoint('\0' + name));
        Assert.False(File.Exists(path));
        Assert.False(File.Exists('\0' + name));
    }

    [Fact]
    public void Keys_do_not_show()
    {
        var key = AuthenticationKey.FromBytes("secret"u8);
        Assert.DoesNotContain("secret", key.ToString(), StringComparison.Ordinal);
        Assert.Equal("secret"u8.ToArray(), key.Bytes.ToArray());
        Assert.Equal(32, AuthenticationKey.Default.Bytes.Length);
        Assert.NotEqual(new byte[32], AuthenticationKey.Default.Bytes.ToArray());
        Assert.Equal(Convert.ToHexString(AuthenticationKey.Default.Bytes), ChildProcess.Start(static () => Convert.ToHexString(AuthenticationKey.Default.Bytes)).Result);
        Assert.Equal("secret", ChildProcess.Start(() => System.Text.Encoding.UTF8.GetString(key.Bytes)).Result);
        Assert.Throws<ArgumentNullException>(() => AuthenticationKey.Default = null!);
    }

    [Fact]
    public void A_listener_keeps_no_program_alive()
    {
        var child = ChildProcess.Start(static () =>
        {
            var listener = new ConnectionListener(new IPEndPoint(IPAddress.Loopback, 0));
            _ = listener.AcceptAsync().AsTask();
            var pending = ConnectedPair.RawConnect(listener.LocalEndPoint);
            return pending.Receive(new byte[100]) > 0;
        });
        Eventually.Ends(child);
        Assert.True(child.Result);
    }

    [Fact]
    public async Task Addresses_travel()
    {
        using var listener = new ConnectionListener();
        var address = listener.LocalEndPoint;
        var child = ChildProcess.Start(() => Connection.Connect(address).SendBytes([1]));
        using var accepted = await listener.AcceptAsync();
        Assert.Equal([1], await accepted.ReceiveBytesAsync());
        Eventually.Ends(child);
    }

    [Fact]
    public async Task Connecting_can_be_cancelled()
    {
        // Nobody answers there.
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        silent.Listen();
        using var cancelling = new CancellationTokenSource(20);
        Assert.ThrowsAny<OperationCanceledException>(() => Connection.Connect(silent.LocalEndPoint!, cancellationToken: cancelling.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Connection.ConnectAsync(silent.LocalEndPoint!, cancellationToken: cancelling.Token));
        await Assert.ThrowsAsync<TimeoutException>(() => Connection.ConnectAsync(silent.LocalEndPoint!, new ConnectionOptions { HandshakeTimeout = TimeSpan.FromMilliseconds(20) }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConnectionOptions { HandshakeTimeout = TimeSpan.Zero });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConnectionOptions { MaxMessageBytes = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConnectionListenerOptions { Backlog = 0 });
    }

    private sealed class OtherAddress : EndPoint;
}
