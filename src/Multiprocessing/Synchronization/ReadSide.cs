using Multiprocessing.Memory;
using Multiprocessing.Waiting;

namespace Multiprocessing.Synchronization;

/// <summary>A reader-writer lock, entered to read.</summary>
internal sealed class ReadSide : SharedLockable
{
    private SpinBudget _spin = new();

    internal ReadSide(Hold hold)
        : base(hold)
    {
    }

    internal override bool IsHeldNow => Alive(LiveTurnstile().ReaderCount != 0);

    internal override unsafe bool IsHeldHere => Alive(LiveTurnstile().HasReaderOf(Hold.Record));

    private protected override BlockKind Kind => BlockKind.ReaderWriterLock;

    // Whoever comes is counted, by a change of several words, so a try of its own would save nothing.
    internal override bool TryTake(CancellationToken cancellationToken, out long entry)
    {
        entry = 0;
        cancellationToken.ThrowIfCancellationRequested();
        return false;
    }

    internal override bool TryWait(long entry, Deadline deadline, CancellationToken cancellationToken, out bool wasAbandoned)
    {
        var operation = Reading();
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

    internal override unsafe void ExitLast()
    {
        if (!LiveTurnstile().TryLeave(Hold.Record))
        {
            throw new SynchronizationLockException("This process does not hold the shared lock, whose reading it ends, by this object.");
        }

        GC.KeepAlive(this);
    }

    internal override void Exit(long entry) => ExitLast();

    internal override AbandonedMutexException Abandoned(long entry)
    {
        ExitLast();
        return ReaderWriterTurnstile.Abandoned(nameof(SharedReaderWriterLock.ReadLock));
    }

    private protected override void OnAdopted() => _spin = new SpinBudget();

    // All ways in look whether the object was disposed of.
    private protected override void OnDispose()
    {
    }

    private async ValueTask<bool> TryTakeAsync(Deadline deadline, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var (operation, succeeded) = await Waiter.WaitAsync(Reading(), deadline, cancellationToken).ConfigureAwait(false);
        GC.KeepAlive(this);
        return operation.IsAbandoned ? throw Abandoned(entry: 0) : succeeded;
    }

    private unsafe ReadOperation Reading() => new(LiveTurnstile(), Hold.Record, _spin);

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
