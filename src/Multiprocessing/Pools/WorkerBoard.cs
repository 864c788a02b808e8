using System.Diagnostics;
using System.Runtime.InteropServices;
using Multiprocessing.Memory;
using Multiprocessing.Platform;
using Multiprocessing.Waiting;

namespace Multiprocessing.Pools;

/// <summary>
/// What a pool and one of its workers know of each other without a message, in shared memory: which task the worker has begun and when, and
/// a slot for each task that it was sent. A task is begun by one instruction, and withdrawn by one: so it is known of each task of a dead
/// worker whether it had begun, and one that was withdrawn never runs. Thread-safe and process-safe.
/// </summary>
internal sealed unsafe class WorkerBoard : SharedObject
{
    /// <summary>How many tasks may be with the worker; a power of two.</summary>
    internal const int Slots = 256;

    private const long Queued = 1;
    private const long Running = 2;
    private const long Withdrawn = 3;
    private const int StateBits = 2;

    private Head* _head;
    private Slot* _slots;

    internal WorkerBoard()
        : base(sizeof(Head) + (Slots * sizeof(Slot))) => OnAdopted();

    private protected override BlockKind Kind => BlockKind.Board;

    /// <summary>The task that the worker has taken last.</summary>
    internal long Taken => Volatile.Read(ref _head->Taken);

    /// <summary>The task that the worker is at, or is about to begin; 0 for none.</summary>
    internal long Current => Volatile.Read(ref _head->Current);

    /// <summary>When the worker began that task, on the clock of <see cref="Stopwatch"/>.</summary>
    internal long BeganAt => Volatile.Read(ref _head->BeganAt);

    /// <summary>Whether the slot of a task is free for it.</summary>
    internal bool HasRoom(long task) => task - Taken < Slots;

    /// <summary>In the pool, before the worker is sent a task: it may be begun now.</summary>
    /// <param name="task">The number of the task.</param>
    /// <param name="cancelled">Which of its tokens are cancelled already, a bit for each.</param>
    internal void Offer(long task, long cancelled)
    {
        var slot = SlotOf(task);
        slot->Cancelled = cancelled;
        Volatile.Write(ref slot->Word, Word(task, Queued));
    }

    /// <summary>In the pool: takes back a task that the worker was sent.</summary>
    /// <returns>Whether it never runs; false if it has begun.</returns>
    internal bool TryWithdraw(long task) =>
        Interlocked.CompareExchange(ref SlotOf(task)->Word, Word(task, Withdrawn), Word(task, Queued)) == Word(task, Queued);

    /// <summary>In the pool: whether the worker has begun a task.</summary>
    internal bool HasBegun(long task) => Volatile.Read(ref SlotOf(task)->Word) == Word(task, Running);

    /// <summary>In the pool: tells the worker that a token of a task that it was sent is cancelled.</summary>
    internal void Cancel(long task, int token)
    {
        Interlocked.Or(ref SlotOf(task)->Cancelled, 1L << token);
        Interlocked.Increment(ref _head->CancellationEpoch);
        AddressWait.Wake(&_head->CancellationEpoch, int.MaxValue);
        GC.KeepAlive(this);
    }

    /// <summary>In the worker: begins a task that it has taken.</summary>
    /// <returns>False if the task was withdrawn.</returns>
    internal bool TryBegin(long task)
    {
        _head->BeganAt = Stopwatch.GetTimestamp();
        var slot = SlotOf(task);
        // Before it begins: wherever this process is stopped, what has begun is known to be what it is at.
        Volatile.Write(ref _head->Current, task);
        var begins = Interlocked.CompareExchange(ref slot->Word, Word(task, Running), Word(task, Queued)) == Word(task, Queued);
        if (!begins) Volatile.Write(ref _head->Current, 0);
        Volatile.Write(ref _head->Taken, task);
        return begins;
    }

    /// <summary>In the worker: it has sent the task's result.</summary>
    internal void End() => Volatile.Write(ref _head->Current, 0);

    /// <summary>In the worker: which tokens of the task are cancelled.</summary>
    internal long CancelledTokens(long task) => Volatile.Read(ref SlotOf(task)->Cancelled);

    /// <summary>In the worker: the word that changes when a token is cancelled.</summary>
    internal Parking NextCancellation(int slice) =>
        new((nint)(&_head->CancellationEpoch), Volatile.Read(ref _head->CancellationEpoch), slice);

    private protected override void OnAdopted()
    {
        _head = (Head*)Hold.Contents;
        _slots = (Slot*)(Hold.Contents + sizeof(Head));
    }

    // The memory goes when nobody refers to the object any more: another thread may be looking at it.
    private protected override void OnDispose()
    {
    }

    private static long Word(long task, long state) => (task << StateBits) | state;

    private Slot* SlotOf(long task) => _slots + (task & (Slots - 1));

    // What the worker writes is in one line, what the pool writes in another.
    [StructLayout(LayoutKind.Explicit, Size = 128)]
    private struct Head
    {
        [FieldOffset(0)]
        internal long Taken;

        [FieldOffset(8)]
        internal long Current;

        [FieldOffset(16)]
        internal long BeganAt;

        [FieldOffset(64)]
        internal int CancellationEpoch;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Slot
    {
        internal long Word;
        internal long Cancelled;
    }
}
