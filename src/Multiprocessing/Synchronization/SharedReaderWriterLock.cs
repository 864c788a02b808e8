using System.Diagnostics;
using Multiprocessing.Memory;
using Multiprocessing.Synchronization;

namespace Multiprocessing;

/// <summary>
/// A lock that many readers of a process tree hold at a time, or one writer. A writer that waits holds off readers that come after it;
/// those that have waited go before the next writer, so nobody starves. The lock belongs to processes, not to threads: what one thread has
/// entered, another may exit, by the same object. It is not recursive, and a lock that is held to read cannot be turned into one that is
/// held to write: a thread that tries either may wait for itself. The reads of a process that dies are given back; when it dies while it
/// writes, the next reader or writer learns of it by <see cref="AbandonedMutexException"/>. Thread-safe and process-safe. (Python has
/// none.)
/// </summary>
/// <example><code>
/// using (table.ReadLock.Enter()) Find(key);
/// using (table.WriteLock.Enter()) Add(key, value);
/// </code></example>
[DebuggerDisplay("SharedReaderWriterLock {DebuggerText,nq}")]
public sealed class SharedReaderWriterLock : SharedObject
{
    private ReadSide? _readLock;
    private WriteSide? _writeLock;

    /// <summary>Makes a lock that nobody holds.</summary>
    /// <exception cref="InsufficientMemoryException">The shared memory is full.</exception>
    /// <exception cref="PlatformNotSupportedException">The system lacks what shared memory needs.</exception>
    public SharedReaderWriterLock()
        : base(ChangeLog.ObjectLength)
    {
    }

    /// <summary>
    /// The read side: entering it waits until no process writes or waits to write. It may be sent to other processes by itself too, and is
    /// disposed of with the lock.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public SharedLockable ReadLock => SideOf(ref _readLock, static hold => new ReadSide(hold));

    /// <summary>
    /// The write side: entering it waits until no process reads or writes. It may be sent to other processes by itself too, and is disposed
    /// of with the lock.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public SharedLockable WriteLock => SideOf(ref _writeLock, static hold => new WriteSide(hold));

    /// <summary>How many readers hold the lock now, in all processes.</summary>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    internal unsafe int ReaderCount
    {
        get
        {
            ThrowIfDisposed();
            var count = new ReaderWriterTurnstile(Hold.Arena, Hold.Contents).ReaderCount;
            GC.KeepAlive(this);
            return count;
        }
    }

    private protected override BlockKind Kind => BlockKind.ReaderWriterLock;

    private string DebuggerText => IsDisposed ? "disposed" : WriteLock.IsHeld ? "held by a writer" : $"{ReaderCount} readers";

    private protected override void OnAdopted()
    {
    }

    private protected override void OnDispose()
    {
        _readLock?.Dispose();
        _writeLock?.Dispose();
    }
}
