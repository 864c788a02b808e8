namespace Multiprocessing.Platform;

/// <summary>Listens to many channels and handles at once. One thread calls <see cref="Wait"/>; any thread may call all else.</summary>
internal sealed partial class HandleListener
{
    /// <exception cref="SystemCallException">The system has no handle left.</exception>
    internal partial HandleListener();

    /// <summary>Closes the listener; no thread may wait any more.</summary>
    internal partial void Close();

    /// <summary>Reports from now on when a channel can be read, or when the other side has closed it.</summary>
    /// <exception cref="SystemCallException">The system has no room for another channel.</exception>
    internal partial void Add(ByteChannel channel, long key);

    /// <summary>Reports from now on when a process has ended, or when something can be read or accepted from a socket.</summary>
    /// <exception cref="SystemCallException">The system has no room for another handle.</exception>
    internal partial void Add(OsHandle handle, long key);

    /// <summary>
    /// Chooses what is reported of a channel from now on, beside its close; does nothing for a channel that is not listened to.
    /// </summary>
    internal partial void SetInterest(ByteChannel channel, bool reads, bool writes);

    internal partial void Remove(ByteChannel channel);

    internal partial void Remove(OsHandle handle);

    /// <summary>Waits for events, and reports each: the key, and whether the other side has closed the channel.</summary>
    internal partial void Wait(Action<long, bool> report);
}
