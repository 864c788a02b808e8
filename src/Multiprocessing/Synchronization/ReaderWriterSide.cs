using Multiprocessing.Memory;
using Multiprocessing.Waiting;

namespace Multiprocessing.Synchronization;

/// <summary>One of the two sides of a reader-writer lock, over the block of the lock.</summary>
/// <typeparam name="TOperation">The operation that waits for entry.</typeparam>
internal abstract class ReaderWriterSide<TOperation> : SharedLockable
    where TOperation : struct, IReaderWriterOperation
{
    private protected ReaderWriterSide(Hold hold)
        : base(hold)
    {
    }

    private protected override BlockKind Kind => BlockKind.ReaderWriterLock;

    private protected SpinBudget Spin { get; private set; } = new();

    /// <summary>The property of the lock by which callers know this side.</summary>
    private protected abstract string SideName { get; }

    // Each arrival is noted by a change of several words, so a separate attempt without that change would save nothing.
    internal sealed override bool TryTake(CancellationToken cancellationToken, out long entry)
    {
        entry = 0;
        cancellationToken.ThrowIfCancellationRequested();
        return false;
    }

    internal sealed override bool TryWait(long entry, Deadline deadline, CancellationToken cancellationToken, out bool wasAbandoned)
    {
        var operation = Come();
        var succeeded = Waiter.Wait(ref operation, deadline, cancellationToken);
        wasAbandoned = operation.IsAbandoned;
        GC.KeepAlive(this);
        return succeeded;
    }

    internal sealed override ValueTask<bool> TryTakeAsync(Deadline deadline, CancellationToken cancellationToken, out long entry)
    {
        entry = 0;
        return TryTakeAsync(deadline, cancellationToken);
    }

    internal sealed override void Exit(long entry) => ExitLast();

    internal sealed override AbandonedMutexException Abandoned(long entry)
    {
        ExitLast();
        return ReaderWriterTurnstile.Abandoned(SideName);
    }

    /// <summary>Notes the arrival of the caller, and begins to wait.</summary>
    private protected abstract TOperation Come();

    private protected override void OnAdopted() => Spin = new SpinBudget();

    // Every way to enter checks whether the object was disposed of.
    private protected override void OnDispose()
    {
    }

    private protected unsafe ReaderWriterTurnstile LiveTurnstile()
    {
        ThrowIfDisposed();
        return new ReaderWriterTurnstile(Hold.Arena, Hold.Contents);
    }

    private protected T Alive<T>(T value)
    {
        GC.KeepAlive(this);
        return value;
    }

    private async ValueTask<bool> TryTakeAsync(Deadline deadline, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var (operation, succeeded) = await Waiter.WaitAsync(Come(), deadline, cancellationToken).ConfigureAwait(false);
        GC.KeepAlive(this);
        return operation.IsAbandoned ? throw Abandoned(entry: 0) : succeeded;
    }
}
