using System.Net.Sockets;

namespace Multiprocessing.Messaging;

/// <summary>A connection over a socket on its way to another process of the tree.</summary>
/// <param name="Socket">The socket.</param>
/// <param name="MaxMessageBytes">The longest message, in bytes.</param>
/// <param name="AllowedTypes">Types that values may have besides those that the requested type permits.</param>
/// <param name="AllowCycles">Whether objects may refer to each other in a circle.</param>
internal sealed record TravellingConnection(Socket Socket, int MaxMessageBytes, Type[] AllowedTypes, bool AllowCycles);
