using System.Diagnostics;
using System.Runtime.InteropServices;
using Multiprocessing.Memory;
using Multiprocessing.Platform;
using Multiprocessing.Waiting;

namespace Multiprocessing.Pools;

/// <summary>
/// What a pool and one of its workers tell each other without messages, in shared memory: which task the worker has begun and when, and a
/// slot for each task that it was sent. A task is begun, or withdrawn, by one instruction: so it is known for each task of a dead worker
/// whether it had begun, and a withdrawn task never runs. Thread-safe and process-safe.
/// </summary>
internal sealed unsafe class WorkerBoard : SharedObject
{
    /// <summary>The largest number of tasks with the worker; a power of two.</summary>
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

    /// <summary>The number of the task that the worker has taken last.</summary>
    internal long Taken => Volatile.Read(ref _head->Taken);

    /// <summary>The number of the task that the worker runs or is about to begin; 0 for none.</summary>
    internal long Current => Volatile.Read(ref _head->Current);

    /// <summary>The time at which the worker began that task, on the clock of <see cref="Stopwatch"/>.</summary>
    internal long BeganAt => Volatile.Read(ref _head->BeganAt);

    /// <summary>Whether the slot for a task is free.</summary>
    internal bool HasRoom(long task) => task - Taken < Slots;

    /// <summary>Permits a task to begin; called in the pool before the task is sent.</summary>
    /// <param name="task">The number of the task.</param>
    /// <param name="cancelled">The task's tokens that are cancelled already, a bit for each.</param>
    internal void Offer(long task, long cancelled)
    {
        var slot = SlotOf(task);
        slot->Cancelled = cancelled;
        Volatile.Write(ref slot->Word, Word(task, Queued));
    }

    /// <summary>Takes back a task that the worker was sent. For the pool.</summary>
    /// <returns>True if the task will never run; false if it has begun.</returns>
    internal bool TryWithdraw(long task) =>
        Interlocked.CompareExchange(ref SlotOf(task)->Word, Word(task, Withdrawn), Word(task, Queued)) == Word(task, Queued);

    /// <summary>Whether the worker has begun a task. For the pool.</summary>
    internal bool HasBegun(long task) => Volatile.Read(ref SlotOf(task)->Word) == Word(task, Running);

    /// <summary>Tells the worker that a token of a task was cancelled. For the pool.</summary>
    internal void Cancel(long task, int token)
    {
        Interlocked.Or(ref SlotOf(task)->Cancelled, 1L << token);
        Interlocked.Increment(ref _head->CancellationEpoch);
        AddressWait.Wake(&_head->CancellationEpoch, int.MaxValue);
        GC.KeepAlive(this);
    }

    /// <summary>Begins a task that the worker has taken. For the worker.</summary>
    /// <returns>False if the task was withdrawn.</returns>
    internal bool TryBegin(long task)
    {
        _head->BeganAt = Stopwatch.GetTimestamp();
        var slot = SlotOf(task);
        // Written before the task begins: wherever this process is stopped, a task that has begun is the current one.
        Volatile.Write(ref _head->Current, task);
        var begins = Interlocked.CompareExchange(ref slot->Word, Word(task, Running), Word(task, Queued)) == Word(task, Queued);
        if (!begins) Volatile.Write(ref _head->Current, 0);
        Volatile.Write(ref _head->Taken, task);
        return begins;
    }

    /// <summary>Notes that the task's result was sent. For the worker.</summary>
    internal void End() => Volatile.Write(ref _head->Current, 0);

    /// <summary>Returns the cancelled tokens of the task, a bit for each. For the worker.</summary>
    internal long CancelledTokens(long task) => Volatile.Read(ref SlotOf(task)->Cancelled);

    /// <summary>Returns the word that changes when a token is cancelled, to sleep on. For the worker.</summary>
    internal Parking NextCancellation(int slice) =>
        new((nint)(&_head->CancellationEpoch), Volatile.Read(ref _head->CancellationEpoch), slice);

    private protected override void OnAdopted()
    {
        _head = (Head*)Hold.Contents;
        _slots = (Slot*)(Hold.Contents + sizeof(Head));
    }

    // The memory is freed when nothing refers to the object any more: another thread may be reading it.
    private protected override void OnDispose()
    {
    }

    private static long Word(long task, long state) => (task << StateBits) | state;

    private Slot* SlotOf(long task) => _slots + (task & (Slots - 1));

    // The fields that the worker writes are in one cache line, those that the pool writes in another.
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
