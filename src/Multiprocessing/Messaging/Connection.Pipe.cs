using Multiprocessing.Messaging;

namespace Multiprocessing;

/// <content>Pipes.</content>
public abstract partial class Connection
{
    /// <summary>
    /// Makes a pipe and returns its two ends. Each can be given to other processes of the tree, as an argument, a captured variable or in a
    /// message; an end that is given away stays open here too until it is closed. One that lies in a message which nobody has received is
    /// open too, even in its own pipe. Messages lie in shared memory, up to 512 KiB for each direction; who sends more waits until it is
    /// received, and long messages go through in parts. (Python: <c>Pipe</c>.)
    /// </summary>
    /// <param name="duplex">Whether both ends send and receive; otherwise the first one only receives, and the second one only
    /// sends.</param>
    /// <returns>The ends.</returns>
    /// <exception cref="InsufficientMemoryException">The shared memory is full.</exception>
    /// <exception cref="PlatformNotSupportedException">The system lacks what shared memory needs.</exception>
    public static (Connection First, Connection Second) CreatePipe(bool duplex = true)
    {
        var (first, second) = PipeEnd.Create(duplex);
        return (new PipeConnection(first), new PipeConnection(second));
    }
}
