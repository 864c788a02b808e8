using Multiprocessing.Messaging;

namespace Multiprocessing;

/// <content>Makes pipes.</content>
public abstract partial class Connection
{
    /// <summary>
    /// Makes a pipe and returns its two ends. Each end can be given to other processes of the tree, as an argument, a captured variable or
    /// in a message; it also stays open here until it is closed. An end in a message that has not been received counts as open, even in its
    /// own pipe. Messages lie in shared memory, up to 512 KiB for each direction; a sender with more waits until some are received, and
    /// long messages go through in parts. (Python: <c>Pipe</c>.)
    /// </summary>
    /// <param name="duplex">Whether both ends send and receive; otherwise the first end only receives, and the second end only
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
