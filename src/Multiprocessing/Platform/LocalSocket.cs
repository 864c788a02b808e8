namespace Multiprocessing.Platform;

/// <summary>
/// Sockets of this machine, by a name that no file has, and handles that are sent through them. They use the system's own calls: .NET's
/// sockets pass no handles, and a program that only starts children need not load them.
/// </summary>
internal static partial class LocalSocket
{
    /// <summary>Listens at a name; returns none where that is not possible.</summary>
    internal static partial OsHandle Listen(string name);

    /// <summary>Accepts a peer that has connected; returns none where the peer has gone again.</summary>
    internal static partial OsHandle Accept(OsHandle listener);

    /// <summary>Connects to the process that listens at a name; returns none where no process does.</summary>
    internal static partial OsHandle Connect(string name);

    /// <summary>Sets how long a call waits for the peer at most, in seconds.</summary>
    internal static partial void SetTimeout(OsHandle socket, int seconds);

    /// <summary>Whether the peer runs as this user, as the kernel says.</summary>
    internal static partial bool IsSameUser(OsHandle socket);

    /// <summary>Sends bytes, and with them a duplicate of a handle, if one is given.</summary>
    internal static partial bool TrySend(OsHandle socket, ReadOnlySpan<byte> bytes, OsHandle sent);

    /// <summary>Receives a short message, and a handle if one came with it.</summary>
    /// <returns>How many bytes came; 0 at the end, below 0 after an error or a timeout.</returns>
    internal static partial int Receive(OsHandle socket, Span<byte> bytes, out OsHandle received);

    /// <summary>Waits until there is something to read or to accept.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="milliseconds">How long to wait at most; below 0 for ever.</param>
    internal static partial bool IsReadable(OsHandle socket, int milliseconds);
}
