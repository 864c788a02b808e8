using System.Net.Sockets;

namespace Multiprocessing.Messaging;

/// <summary>A connection over a socket on its way to another process of the tree.</summary>
/// <param name="Socket">The socket.</param>
/// <param name="MaxMessageBytes">The most bytes of a message.</param>
/// <param name="AllowedTypes">What values may be of beside what is asked for.</param>
/// <param name="AllowCycles">Whether objects may refer to each other in a circle.</param>
internal sealed record TravellingConnection(Socket Socket, int MaxMessageBytes, Type[] AllowedTypes, bool AllowCycles);
