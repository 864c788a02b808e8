using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Multiprocessing.Memory;
using Multiprocessing.Messaging;
using Multiprocessing.Platform;
using Multiprocessing.Waiting;

namespace Multiprocessing;

/// <summary>
/// A queue from any processes of a tree to any others: each item is taken once, and what one process puts in comes out in that order. An
/// item is in shared memory when <see cref="Enqueue"/> returns: it stays there even if the process ends or is killed right after, and no
/// background thread is needed. A process that is killed while it puts an item in leaves nothing of it; one that is killed while it takes
/// an item out loses at most that item; neither blocks other processes. Items are copied, as arguments are. Items that are still in the
/// queue are freed with it, when no process refers to it any more; but a queue that lies in itself stays as long as the tree of processes.
/// Thread-safe and process-safe. (Python: <c>Queue</c>, <c>JoinableQueue</c>, <c>SimpleQueue</c>.)
/// </summary>
/// <typeparam name="T">The type of the items.</typeparam>
/// <example><code>
/// using var lines = new SharedQueue&lt;string&gt;(capacity: 100);
/// using var child = ChildProcess.Start(async () =>
/// {
///     await foreach (var line in lines.ReadAllAsync()) Console.WriteLine(line);
/// });
/// lines.Enqueue("first");
/// lines.Complete();
/// child.Join();
/// </code></example>
[DebuggerDisplay("SharedQueue {DebuggerText,nq}")]
public sealed partial class SharedQueue<T> : SharedObject, IWaitable
{
    private RingMemory _ring;
    private RingSender _sender = null!;
    private RingReceiver _receiver = null!;
    private QueueTasks _tasks = null!;

    /// <summary>Makes a queue. (Python: <c>Queue(maxsize)</c>.)</summary>
    /// <param name="capacity">The largest number of items in the queue; a process that would put in more waits. With 0 there is no limit
    /// but the room in shared memory.</param>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is negative.</exception>
    /// <exception cref="ProcessBoundaryException">Values of the type cannot cross a process border.</exception>
    /// <exception cref="InsufficientMemoryException">The shared memory is full.</exception>
    /// <exception cref="PlatformNotSupportedException">The system lacks what shared memory needs.</exception>
    public unsafe SharedQueue(int capacity = 0)
        : base(CheckedLength(capacity))
    {
        ((Mailbox*)Hold.Contents)->Capacity = capacity;
        OnAdopted();
        _ring.MakeBuffer();
    }

    /// <summary>The value of <see cref="Count"/> when the queue is full; <see cref="int.MaxValue"/> where there is no limit.</summary>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    internal unsafe int Capacity
    {
        get
        {
            ThrowIfDisposed();
            var capacity = ((Mailbox*)Hold.Contents)->Capacity;
            GC.KeepAlive(this);
            return capacity == 0 ? int.MaxValue : capacity;
        }
    }

    /// <summary>The number of items in the queue now. (Python: <c>qsize()</c>.)</summary>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public int Count
    {
        get
        {
            ThrowIfDisposed();
            return _ring.Count;
        }
    }

    /// <summary>Whether <see cref="Complete"/> was called: no item will be put in any more.</summary>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public bool IsComplete
    {
        get
        {
            ThrowIfDisposed();
            return _sender.IsOver;
        }
    }

    private protected override BlockKind Kind => BlockKind.Queue;

    private string DebuggerText =>
        IsDisposed ? "disposed" : $"of {typeof(T).Name}, {_ring.Count} items{(_sender.IsOver ? ", complete" : "")}";

    /// <summary>
    /// Declares that no process will put in items any more. Items in the queue can still be taken; after the last of them, receivers learn
    /// that the queue has ended. (Python 3.13: <c>shutdown(immediate)</c> of a thread's queue.)
    /// </summary>
    /// <param name="discardItems">Whether the items in the queue are dropped, so that it ends at once; a dropped item counts as done.
    /// (Python: <c>cancel_join_thread()</c> and <c>close()</c>.)</param>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public unsafe void Complete(bool discardItems = false)
    {
        ThrowIfDisposed();
        _sender.EnterSend(Deadline.Infinite, CancellationToken.None);
        // Set under the senders' lock, so that an item is either in the queue before, and will be taken, or refused.
        Volatile.Write(ref ((Mailbox*)Hold.Contents)->IsComplete, 1);
        _sender.ExitSend();
        ((Mailbox*)Hold.Contents)->RingAll();
        if (discardItems) Discard();
        GC.KeepAlive(this);
    }

    async ValueTask<bool> IWaitable.WhenReadyAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        ThrowIfDisposed();
        var isReady = await _receiver.PollAsync(Deadline.After(timeout), cancellationToken).ConfigureAwait(false);
        ThrowIfDisposed();
        return isReady;
    }

    private protected override void OnAdopted()
    {
        _ring = new RingMemory(Hold, 0, RingRules.Queue);
        (_sender, _receiver) = (new RingSender(_ring), new RingReceiver(_ring));
        _tasks = new QueueTasks(Hold);
    }

    private protected override unsafe void OnDispose()
    {
        _sender.Close();
        _receiver.Close();
        if (RingPages.IsLarge(_ring) && Hold.Arena.TrySeal(Hold.Record)) RingPages.DiscardMessages(_ring);
        GC.KeepAlive(this);
    }

    private static int CheckedLength(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        if (!AheadOfTime.IsAbsent) throw AheadOfTime.CannotWrite();
        if (Serialization.TypePlan.Of(typeof(T)) is { Kind: Serialization.PlanKind.Refused } plan)
        {
            throw new ProcessBoundaryException($"Items of the type {Serialization.TypeName.Full(typeof(T))} cannot cross a process " +
                $"border: {plan.Refusal}.");
        }

        return RingMemory.LengthWith(1);
    }

    [DoesNotReturn]
    private void ThrowComplete(string what)
    {
        ThrowIfDisposed();
        throw new InvalidOperationException($"The shared queue is complete: {what}.");
    }
}
