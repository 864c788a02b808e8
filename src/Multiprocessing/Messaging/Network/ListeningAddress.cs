using System.Net;
using System.Net.Sockets;
using Multiprocessing.Memory;
using Multiprocessing.Platform;

namespace Multiprocessing.Messaging;

/// <summary>The address at which a listener listens, with its files, which exist as long as it does.</summary>
internal sealed class ListeningAddress : IDisposable
{
    // The bytes before the name in a socket's address.
    private const int FamilyLength = 2;

    private readonly ListenerFolder? _folder;
    private readonly string? _file;

    /// <param name="localEndPoint">The address; null for a Unix-domain socket in a folder of its own.</param>
    /// <param name="backlog">The largest number of peers that wait in the kernel.</param>
    internal ListeningAddress(EndPoint? localEndPoint, int backlog)
    {
        if (localEndPoint is null)
        {
            // Noted before the folder exists: the recovery of this process, should it die, looks for folders then.
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

    // The text of an abstract name begins with @, which a file's name may do as well; only the bytes of the address tell them apart.
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
            // The file or folder is removed already.
        }

        _folder?.Dispose();
    }
}
