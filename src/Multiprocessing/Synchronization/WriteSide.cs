using Multiprocessing.Memory;
using Multiprocessing.Waiting;

namespace Multiprocessing.Synchronization;

/// <summary>A reader-writer lock, entered to write.</summary>
internal sealed class WriteSide : SharedLockable
{
    private SpinBudget _spin = new();

    internal WriteSide(Hold hold)
        : base(hold)
    {
    }

    internal override bool IsHeldNow => Alive(LiveTurnstile().IsWriting);

    internal override bool IsHeldHere => Alive(LiveTurnstile().IsWritingHere);

    private protected override BlockKind Kind => BlockKind.ReaderWriterLock;

    // Writing begins by a change of several words, so a try of its own would save nothing.
    internal override bool TryTake(CancellationToken cancellationToken, out long entry)
    {
        entry = 0;
        cancellationToken.ThrowIfCancellationRequested();
        return false;
    }

    internal override bool TryWait(long entry, Deadline deadline, CancellationToken cancellationToken, out bool wasAbandoned)
    {
        var operation = Writing();
        var succeeded = Waiter.Wait(ref operation, deadline, cancellationToken);
        wasAbandoned = operation.IsAbandoned;
        GC.KeepAlive(this);
        return succeeded;
    }

    internal override ValueTask<bool> TryTakeAsync(Deadline deadline, CancellationToken cancellationToken, out long entry)
    {
        entry = 0;
        return TryTakeAsync(deadline, cancellationToken);
    }

    internal override void ExitLast()
    {
        if (!LiveTurnstile().TryOpen(onlyIfWriting: true))
        {
            throw new SynchronizationLockException("This process does not hold the shared lock, whose writing it ends.");
        }

        GC.KeepAlive(this);
    }

    internal override void Exit(long entry) => ExitLast();

    internal override AbandonedMutexException Abandoned(long entry)
    {
        ExitLast();
        return ReaderWriterTurnstile.Abandoned(nameof(SharedReaderWriterLock.WriteLock));
    }

    private protected override void OnAdopted() => _spin = new SpinBudget();

    // All ways in look whether the object was disposed of.
    private protected override void OnDispose()
    {
    }

    private async ValueTask<bool> TryTakeAsync(Deadline deadline, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var (operation, succeeded) = await Waiter.WaitAsync(Writing(), deadline, cancellationToken).ConfigureAwait(false);
        GC.KeepAlive(this);
        return operation.IsAbandoned ? throw Abandoned(entry: 0) : succeeded;
    }

    private WriteOperation Writing() => new(LiveTurnstile(), _spin);

    private unsafe ReaderWriterTurnstile LiveTurnstile()
    {
        ThrowIfDisposed();
        return new ReaderWriterTurnstile(Hold.Arena, Hold.Contents);
    }

    private T Alive<T>(T value)
    {
        GC.KeepAlive(this);
        return value;
    }
}
