using System.Net;
using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;
using Multiprocessing.SharedData;
using Multiprocessing.Tests.Synchronization;

namespace Multiprocessing.Tests.Messaging;

/// <summary>Open files, sockets and connections that go to other processes.</summary>
public sealed class OpenFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public async Task A_file_stream_goes_to_a_child_with_its_position()
    {
        using var stream = new FileStream(_path, FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        stream.Write("hello, "u8);
        var seen = await ChildProcess.RunAsync(() =>
        {
            var position = stream.Position;
            stream.Write("world"u8);
            stream.Flush();
            stream.Position = 0;
            return (position, new StreamReader(stream).ReadToEnd());
        });
        Assert.Equal((7L, "hello, world"), seen);
        Assert.Equal(12, stream.Length);
    }

    [Fact]
    public async Task A_handle_comes_back_from_a_child_that_has_ended()
    {
        File.WriteAllText(_path, "text");
        using var handle = await ChildProcess.RunAsync(static path => File.OpenHandle(path), _path);
        File.Delete(_path);
        var bytes = new byte[4];
        Assert.Equal(4, RandomAccess.Read(handle, bytes, 0));
        Assert.Equal("text"u8, bytes);
    }

    [Fact]
    public async Task An_accepted_socket_is_served_by_a_child()
    {
        using var listening = Listening();
        using var caller = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        caller.Connect(listening.LocalEndPoint!);
        var accepted = await listening.AcceptAsync();
        using var child = ChildProcess.Start(static (Socket accepted) =>
        {
            var bytes = new byte[100];
            while (accepted.Receive(bytes) is var count and > 0) accepted.Send(bytes.AsSpan(0, count));
            accepted.Dispose();
        }, accepted);
        accepted.Dispose();
        caller.Send("echo"u8);
        var answer = new byte[10];
        Assert.Equal(4, caller.Receive(answer));
        caller.Shutdown(SocketShutdown.Send);
        // The end comes though the socket was open here too: nothing keeps it.
        Assert.Equal(0, caller.Receive(answer));
        Eventually.Ends(child);
    }

    [Fact]
    public async Task A_listening_socket_is_shared_by_the_workers_of_a_pool()
    {
        using var listening = Listening();
        await using var pool = new ProcessPool(2);
        var serving = pool.MapAsync(_ =>
        {
            using var accepted = listening.Accept();
            accepted.Send(BitConverter.GetBytes(Environment.ProcessId));
            return true;
        }, Enumerable.Range(0, 4));
        for (var call = 0; call < 4; call++)
        {
            using var caller = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            caller.Connect(listening.LocalEndPoint!);
            var answer = new byte[4];
            Assert.Equal(4, caller.Receive(answer));
            Assert.NotEqual(Environment.ProcessId, BitConverter.ToInt32(answer));
        }

        await serving;
    }

    [Fact]
    public void An_accepted_connection_goes_through_a_pipe_to_a_child_that_runs_already()
    {
        using var listener = new ConnectionListener();
        var (toChild, atChild) = Connection.CreatePipe();
        using var child = ChildProcess.Start(() =>
        {
            while (true)
            {
                using var client = atChild.Receive<Connection>();
                var question = client.Receive<string>();
                client.Send($"{question} {Environment.ProcessId}");
                if (question == "last") return;
            }
        });
        foreach (var question in (string[])["first", "last"])
        {
            using var caller = Connection.Connect(listener.LocalEndPoint);
            using (var accepted = listener.Accept()) toChild.Send(accepted);
            caller.Send(question);
            Assert.Equal($"{question} {child.Id}", caller.Receive<string>());
            Assert.Throws<EndOfStreamException>(() => caller.Receive<string>());
        }

        Eventually.Ends(child);
    }

    [Fact]
    public void A_grandchild_gets_it_from_its_parent_and_a_sibling_by_a_queue()
    {
        File.WriteAllText(_path, "deep");
        using var queue = new SharedQueue<SafeFileHandle>();
        using var answers = new SharedQueue<string>();
        using var child = ChildProcess.Start((string path) =>
        {
            using var handle = File.OpenHandle(path);
            ChildProcess.Start(() => answers.Enqueue(Read(handle))).Join();
            queue.Enqueue(handle);
        }, _path);
        using var sibling = ChildProcess.Start(() => answers.Enqueue(Read(queue.Dequeue())));
        Eventually.Ends(child);
        Eventually.Ends(sibling);
        Assert.Equal(["deep", "deep"], [answers.Dequeue(), answers.Dequeue()]);
    }

    [Fact]
    public async Task Nothing_stays_open_when_processes_are_killed_or_messages_dropped()
    {
        using var listening = Listening();
        using var caller = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        caller.Connect(listening.LocalEndPoint!);
        using (var accepted = listening.Accept())
        {
            using var queue = new SharedQueue<Socket>();
            queue.Enqueue(accepted);
            queue.Enqueue(accepted);
            var go = new SharedEvent();
            using var killed = ChildProcess.Start(() =>
            {
                using var mine = queue.Dequeue();
                // On its way to nobody when its sender is killed.
                Connection.CreatePipe().First.Send(mine);
                go.Set();
                Thread.Sleep(Timeout.Infinite);
            });
            Assert.True(go.Wait(Eventually.Patience));
            killed.Kill();
            killed.Join();
            queue.Complete(discardItems: true);
        }

        // The end comes once nobody has it any more, the vault neither.
        using var soon = new CancellationTokenSource(Eventually.Patience);
        Assert.Equal(0, await caller.ReceiveAsync(new byte[1], soon.Token));
    }

    [Fact]
    public void Whoever_is_killed_leaves_nothing_on_its_way()
    {
        for (var round = 0; round < 5; round++)
        {
            using var listening = Listening();
            using var queue = new SharedQueue<Socket>(capacity: 4);
            using var passed = new SharedValue<int>();
            ChildProcess[] producers = [.. Children.Start(2, () => { while (true) queue.Enqueue(listening); })];
            ChildProcess[] consumers = [.. Children.Start(2, () => { while (true) { queue.Dequeue().Dispose(); passed.Increment(); } })];
            Eventually.IsTrue(() => Volatile.Read(ref passed.Value) > 20);
            Children.Kill([.. producers, .. consumers]);
            queue.Complete(discardItems: true);
        }

        Eventually.IsTrue(() => HandleVault.Count == 0);
    }

    [Fact]
    public void What_is_closed_or_leads_nowhere_is_refused()
    {
        var closed = File.OpenHandle(_path);
        closed.Dispose();
        Assert.Contains("closed", Assert.Throws<ProcessBoundaryException>(() => ChildProcess.Start(() => closed.IsClosed)).Message, StringComparison.Ordinal);
        using var open = File.OpenHandle(_path);
        Assert.Contains("tree", Assert.Throws<ProcessBoundaryException>(() => Serialization.Codec.Bytes(open)).Message, StringComparison.Ordinal);
    }

    private static string Read(SafeFileHandle handle)
    {
        var bytes = new byte[4];
        RandomAccess.Read(handle, bytes, 0);
        return System.Text.Encoding.UTF8.GetString(bytes);
    }

    private static Socket Listening()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Listen();
        return socket;
    }
}
