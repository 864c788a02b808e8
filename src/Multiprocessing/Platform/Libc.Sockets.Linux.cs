using System.Runtime.InteropServices;

namespace Multiprocessing.Platform;

/// <content>Sockets that pass descriptors.</content>
internal static unsafe partial class Libc
{
    /// <summary>A part of a message.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct IoVector
    {
        internal byte* Start;
        internal nint Length;
    }

    /// <summary>A message: its parts, and what is sent with it beside them.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct MessageHeader
    {
        internal void* Name;
        internal nint NameLength;
        internal IoVector* Parts;
        internal nint PartCount;
        internal byte* Control;
        internal nint ControlLength;
        internal nint Flags;
    }

    [LibraryImport(Name, EntryPoint = "socket")]
    internal static partial int Socket(int domain, int type, int protocol);

    [LibraryImport(Name, EntryPoint = "bind")]
    internal static partial int Bind(int socket, byte* address, int length);

    [LibraryImport(Name, EntryPoint = "listen")]
    internal static partial int Listen(int socket, int backlog);

    [LibraryImport(Name, EntryPoint = "accept4")]
    internal static partial int Accept(int socket, byte* address, int* length, int flags);

    [LibraryImport(Name, EntryPoint = "connect")]
    internal static partial int Connect(int socket, byte* address, int length);

    [LibraryImport(Name, EntryPoint = "setsockopt")]
    internal static partial int SetSocketOption(int socket, int level, int option, void* value, int length);

    [LibraryImport(Name, EntryPoint = "getsockopt")]
    internal static partial int GetSocketOption(int socket, int level, int option, void* value, int* length);

    [LibraryImport(Name, EntryPoint = "sendmsg")]
    internal static partial nint SendMessage(int socket, MessageHeader* message, int flags);

    [LibraryImport(Name, EntryPoint = "recvmsg")]
    internal static partial nint ReceiveMessage(int socket, MessageHeader* message, int flags);
}
