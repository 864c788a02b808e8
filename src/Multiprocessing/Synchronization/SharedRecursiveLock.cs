using System.Diagnostics;
using System.Runtime.CompilerServices;
using Multiprocessing.Memory;
using Multiprocessing.Synchronization;
using Multiprocessing.Waiting;

namespace Multiprocessing;

/// <summary>
/// A lock that one thread of a process tree holds at a time, and may enter again while it holds it; it is free when it was exited as often.
/// A lock that was entered by <see cref="SharedLockable.EnterAsync"/> belongs to the asynchronous flow instead: to the method that called
/// it and to all that this method calls, on whatever thread it goes on. Tasks that are started while the flow holds the lock belong to the
/// flow too, so the lock does not keep them apart. When a process dies while it holds the lock, the next one learns of it by
/// <see cref="AbandonedMutexException"/>. Thread-safe and process-safe. (Python: <c>RLock</c>.)
/// </summary>
/// <example><code>
/// using (await accounts.EnterAsync())
/// using (accounts.Enter()) Transfer();
/// </code></example>
[DebuggerDisplay("SharedRecursiveLock {DebuggerText,nq}")]
public sealed partial class SharedRecursiveLock : SharedLockable, IConditionLock
{
    private nint _state;
    private SpinBudget _spin = new();

    /// <summary>Makes a lock that nobody holds.</summary>
    /// <exception cref="InsufficientMemoryException">The shared memory is full.</exception>
    /// <exception cref="PlatformNotSupportedException">The system lacks what shared memory needs.</exception>
    public SharedRecursiveLock()
        : base(Unsafe.SizeOf<RecursiveLockState>()) => OnAdopted();

    /// <summary>
    /// How many times this thread, or the asynchronous flow that runs on it, has entered the lock and not exited it; 0 where it does not
    /// hold the lock, at most 65535.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public unsafe int RecursionCount
    {
        get
        {
            ThrowIfDisposed();
            var holder = new RecursiveHolder(Volatile.Read(ref State->Holder));
            GC.KeepAlive(this);
            return IsCaller(holder) ? holder.Depth : 0;
        }
    }

    internal override bool IsHeldNow => Owner != 0;

    internal override bool IsHeldHere => Owner == Platform.LifeMarks.Self;

    private protected override BlockKind Kind => BlockKind.RecursiveLock;

    private unsafe RecursiveLockState* State => (RecursiveLockState*)Volatile.Read(ref _state);

    private unsafe int Owner
    {
        get
        {
            ThrowIfDisposed();
            var owner = OwnerWord.Owner(&State->Word);
            GC.KeepAlive(this);
            return owner;
        }
    }

    private string DebuggerText =>
        IsDisposed ? "disposed" : Owner is var owner && owner == 0 ? "free" : owner == Platform.LifeMarks.Self ? "held by this process"
            : $"held by process {owner} of the tree";

    private protected override unsafe void OnAdopted() => (_state, _spin) = ((nint)Hold.Contents, new SpinBudget());

    // A lock that can neither be taken nor released leads to the slow methods, which check whether the object was disposed of.
    private protected override void OnDispose() => Volatile.Write(ref _state, RecursiveLockState.Untakable);
}
