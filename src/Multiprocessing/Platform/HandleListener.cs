namespace Multiprocessing.Platform;

/// <summary>Listens to many channels and handles at once. <see cref="Wait"/> is called by one thread, all else by any.</summary>
internal sealed partial class HandleListener
{
    /// <exception cref="SystemCallException">The system has no handle left.</exception>
    internal partial HandleListener();

    /// <summary>Ends it; nobody waits any more.</summary>
    internal partial void Close();

    /// <summary>Reports from now on that a channel can be read, or that the other side has closed it.</summary>
    /// <exception cref="SystemCallException">The system has no room for another one.</exception>
    internal partial void Add(ByteChannel channel, long key);

    /// <summary>Reports from now on that a process has ended, or that something can be read or accepted from a socket.</summary>
    /// <exception cref="SystemCallException">The system has no room for another one.</exception>
    internal partial void Add(OsHandle handle, long key);

    /// <summary>
    /// Chooses what is reported of a channel from now on, beside its close; nothing happens for one that is not listened to.
    /// </summary>
    internal partial void SetInterest(ByteChannel channel, bool reads, bool writes);

    internal partial void Remove(ByteChannel channel);

    internal partial void Remove(OsHandle handle);

    /// <summary>Waits for something to happen, and reports each: the key, and whether the other side has closed the channel.</summary>
    internal partial void Wait(Action<long, bool> report);
}
