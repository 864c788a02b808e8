using System.Diagnostics;
using Multiprocessing.Memory;
using Multiprocessing.Platform;
using Multiprocessing.Synchronization;
using Multiprocessing.Waiting;

namespace Multiprocessing;

/// <summary>
/// A lock that many readers of a process tree hold at a time, or one writer. A writer that waits holds off readers that come after it; those that have waited go before
/// the next writer: nobody starves. It belongs to processes, not to threads: what one thread has entered, another may exit, by the same object. It is not recursive, and what was entered
/// to read cannot be turned into writing: either may wait for itself. The reads of a process that dies are given back; when it dies while it writes, the next one, a
/// reader or a writer, learns of it by <see cref="AbandonedMutexException"/>. Thread-safe and process-safe. (Python has none.)
/// </summary>
/// <example><code>
/// using (table.EnterRead()) Find(key);
/// using (table.EnterWrite()) Add(key, value);
/// </code></example>
[DebuggerDisplay("SharedReaderWriterLock {DebuggerText,nq}")]
public sealed partial class SharedReaderWriterLock : SharedObject, IEntered
{
    // How it was entered, in a scope.
    private const long Reads = 0, Writes = 1;

    private SpinBudget _spin = new();

    /// <summary>Makes a lock that nobody holds.</summary>
    /// <exception cref="InsufficientMemoryException">The shared memory is full.</exception>
    /// <exception cref="PlatformNotSupportedException">The system lacks what shared memory needs.</exception>
    public SharedReaderWriterLock()
        : base(ChangeLog.ObjectLength)
    {
    }

    /// <summary>How many readers hold the lock now, in all processes.</summary>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public unsafe int ReaderCount => Read(&LiveDoor().State->Inside);

    /// <summary>Whether a process writes now.</summary>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public unsafe bool IsWriteHeld => Read(&LiveDoor().State->IsWriting) != 0;

    /// <summary>Whether this process writes now.</summary>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public unsafe bool IsWriteHeldByCurrentProcess => IsWriteHeld && Read(&LiveDoor().State->Writer) == LifeMarks.Self;

    private protected override BlockKind Kind => BlockKind.ReaderWriterLock;

    private string DebuggerText => IsDisposed ? "disposed" : IsWriteHeld ? "held by a writer" : $"{ReaderCount} readers";

    void IEntered.Exit(long entry)
    {
        if (entry == Writes) ExitWrite();
        else ExitRead();
    }

    private protected override void OnAdopted() => _spin = new SpinBudget();

    // All ways in look whether the object was disposed of.
    private protected override void OnDispose()
    {
    }

    private unsafe ReaderWriterDoor LiveDoor()
    {
        ThrowIfDisposed();
        return new ReaderWriterDoor(Hold.Arena, Hold.Contents);
    }

    private unsafe int Read(int* word)
    {
        var value = Volatile.Read(ref *word);
        GC.KeepAlive(this);
        return value;
    }

    private static AbandonedMutexException Abandoned(string verb) =>
        new($"A process died while it held the shared lock to write: what the lock protects may be half done. The caller does not hold it; {verb}(out wasAbandoned) takes it and tells.");
}
