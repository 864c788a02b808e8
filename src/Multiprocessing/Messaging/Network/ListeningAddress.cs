using System.Net;
using System.Net.Sockets;
using Multiprocessing.Memory;
using Multiprocessing.Platform;

namespace Multiprocessing.Messaging;

/// <summary>Where a listener listens, and what it leaves in the file system as long as it does.</summary>
internal sealed class ListeningAddress : IDisposable
{
    // In front of the name in a socket's address.
    private const int FamilyLength = 2;

    private readonly ListenerFolder? _folder;
    private readonly string? _file;

    /// <param name="localEndPoint">Where to listen; null for a Unix-domain socket in a folder of its own.</param>
    /// <param name="backlog">How many peers wait in the kernel.</param>
    internal ListeningAddress(EndPoint? localEndPoint, int backlog)
    {
        if (localEndPoint is null)
        {
            // Before there is one: whoever settles what this process leaves looks for it then.
            Arena.Instance.NoteFolder();
            _folder = new ListenerFolder();
        }

        try
        {
            localEndPoint ??= new UnixDomainSocketEndPoint(_folder!.SocketPath);
            Socket = localEndPoint switch
            {
                UnixDomainSocketEndPoint => new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified),
                IPEndPoint ip => new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp),
                _ => throw new ArgumentException($"A listener listens at a UnixDomainSocketEndPoint or an IPEndPoint, not at a " +
                    $"{localEndPoint.GetType()}.", nameof(localEndPoint)),
            };
            Socket.Bind(localEndPoint);
            if (localEndPoint is UnixDomainSocketEndPoint unix && FilePath(unix) is { } path)
            {
                _file = Path.GetFullPath(path);
                if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            Socket.Listen(backlog);
            EndPoint = Socket.LocalEndPoint is IPEndPoint bound ? bound : localEndPoint;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    internal Socket Socket { get; } = null!;

    internal EndPoint EndPoint { get; } = null!;

    // Its text shows an abstract name as one that begins with @, which may as well be a file's name: the address itself tells.
    private static string? FilePath(UnixDomainSocketEndPoint address)
    {
        var bytes = address.Serialize();
        return bytes.Size > FamilyLength && bytes[FamilyLength] != 0 ? address.ToString() : null;
    }

    public void Dispose()
    {
        Socket?.Dispose();
        try
        {
            if (_file is not null) File.Delete(_file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Somebody has removed it.
        }

        _folder?.Dispose();
    }
}
