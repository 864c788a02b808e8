using System.Net;
using System.Net.Sockets;
using Multiprocessing.Memory;
using Multiprocessing.Platform;

namespace Multiprocessing.Messaging;

/// <summary>Where a listener listens, and what it leaves in the file system as long as it does.</summary>
internal sealed class ListeningAddress : IDisposable
{
    private readonly ListenerFolder? _folder;
    private readonly string? _file;

    /// <param name="address">Where to listen; null for a Unix-domain socket in a folder of its own.</param>
    /// <param name="backlog">How many peers wait in the kernel.</param>
    internal ListeningAddress(EndPoint? address, int backlog)
    {
        if (address is null)
        {
            // Before there is one: whoever settles what this process leaves looks for it then.
            Arena.Instance.NoteFolder();
            _folder = new ListenerFolder();
        }

        try
        {
            address ??= new UnixDomainSocketEndPoint(_folder!.SocketPath);
            Socket = address switch
            {
                UnixDomainSocketEndPoint => new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified),
                IPEndPoint ip => new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp),
                _ => throw new ArgumentException($"A listener listens at a UnixDomainSocketEndPoint or an IPEndPoint, not at a {address.GetType()}.", nameof(address)),
            };
            Socket.Bind(address);
            if (address is UnixDomainSocketEndPoint unix && unix.ToString() is { Length: > 0 } path && path[0] is not ('@' or '\0'))
            {
                _file = Path.GetFullPath(path);
                if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            Socket.Listen(backlog);
            Endpoint = Socket.LocalEndPoint is IPEndPoint bound ? bound : address;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    internal Socket Socket { get; } = null!;

    internal EndPoint Endpoint { get; } = null!;

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
