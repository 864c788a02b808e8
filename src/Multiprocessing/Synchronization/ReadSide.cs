using Multiprocessing.Memory;

namespace Multiprocessing.Synchronization;

/// <summary>The read side of a reader-writer lock.</summary>
internal sealed class ReadSide : ReaderWriterSide<ReadOperation>
{
    internal ReadSide(Hold hold)
        : base(hold)
    {
    }

    internal override bool IsHeldNow => Alive(LiveTurnstile().ReaderCount != 0);

    internal override unsafe bool IsHeldHere => Alive(LiveTurnstile().HasReaderOf(ReaderHold.Of(Hold.Record)));

    private protected override string SideName => nameof(SharedReaderWriterLock.ReadLock);

    internal override unsafe void ExitLast()
    {
        if (!LiveTurnstile().TryLeave(ReaderHold.Of(Hold.Record)))
        {
            throw new SynchronizationLockException("This process does not hold the shared lock, whose reading it ends, by this object.");
        }

        GC.KeepAlive(this);
    }

    private protected override unsafe ReadOperation Come() => new(LiveTurnstile(), ReaderHold.Of(Hold.Record), Spin);
}
