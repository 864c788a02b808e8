using System.Net.Sockets;
using System.Security.Authentication;

namespace Multiprocessing.Tests.Messaging.Network;

/// <summary>Peers of another user at a Unix-domain socket, whatever key they know. Only root can act as somebody else to try it.</summary>
public sealed class OtherUserTests
{
    private const string BecomeNobody = """
        import hashlib, hmac, os, sys
        from multiprocessing.connection import Client, Listener
        os.setgid(65534)
        os.setuid(65534)

        """;

    [Fact]
    public async Task Another_user_is_not_let_in()
    {
        Require();
        using var folder = OpenFolder();
        var path = Path.Combine(folder.Path, "socket");
        var rejected = new TaskCompletionSource<Exception>();
        using var listener = new ConnectionListener(new UnixDomainSocketEndPoint(path), new ConnectionListenerOptions { Key = AuthenticationKey.FromBytes("key"u8), OnRejected = (_, exception) => rejected.TrySetResult(exception) });
        // It is the user that is asked for, not the file's mode.
        const UnixFileMode Everybody = (UnixFileMode)0b111_111_111;
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        File.SetUnixFileMode(path, Everybody);
        Assert.Equal("refused", Pythons.Finish(Pythons.Start(Pythons.Found[^1].Path, BecomeNobody + """
            try:
                Client(sys.argv[1], authkey=b'key')
            except (EOFError, OSError):
                print('refused')
            """, path)));
        Assert.Contains("another user", (await rejected.Task).Message, StringComparison.Ordinal);
        Connection.Connect(listener.LocalEndPoint, new ConnectionOptions { Key = AuthenticationKey.FromBytes("key"u8) }).Dispose();
    }

    [Fact]
    public void The_listener_of_another_user_is_not_spoken_to()
    {
        Require();
        using var folder = OpenFolder();
        var path = Path.Combine(folder.Path, "socket");
        using var python = Pythons.Start(Pythons.Found[^1].Path, BecomeNobody + """
            listener = Listener(sys.argv[1], authkey=b'key')
            print('listens', flush=True)
            try:
                listener.accept()
            except (EOFError, OSError):
                pass
            """, path);
        Assert.Equal("listens", python.StandardOutput.ReadLine());
        Assert.Contains("another user", Assert.Throws<AuthenticationException>(() => Connection.Connect(new UnixDomainSocketEndPoint(path), new ConnectionOptions { Key = AuthenticationKey.FromBytes("key"u8) })).Message, StringComparison.Ordinal);
        Assert.Equal("", Pythons.Finish(python));
    }

    private static void Require()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root can act as another user.");
        Assert.SkipWhen(Pythons.Found.Length == 0, "There is no Python on this machine.");
    }

    private static TemporaryFolder OpenFolder()
    {
        var folder = new TemporaryFolder();
        File.SetUnixFileMode(folder.Path, (UnixFileMode)0b111_111_111);
        return folder;
    }
}
