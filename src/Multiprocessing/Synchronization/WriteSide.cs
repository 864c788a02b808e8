using Multiprocessing.Memory;

namespace Multiprocessing.Synchronization;

/// <summary>The write side of a reader-writer lock.</summary>
internal sealed class WriteSide : ReaderWriterSide<WriteOperation>
{
    internal WriteSide(Hold hold)
        : base(hold)
    {
    }

    internal override bool IsHeldNow => Alive(LiveTurnstile().IsWriting);

    internal override bool IsHeldHere => Alive(LiveTurnstile().IsWritingHere);

    private protected override string SideName => nameof(SharedReaderWriterLock.WriteLock);

    internal override void ExitLast()
    {
        if (!LiveTurnstile().TryOpen(onlyIfWriting: true))
        {
            throw new SynchronizationLockException("This process does not hold the shared lock, whose writing it ends.");
        }

        GC.KeepAlive(this);
    }

    private protected override WriteOperation Come() => new(LiveTurnstile(), Spin);
}
