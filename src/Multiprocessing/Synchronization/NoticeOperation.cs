using Multiprocessing.Waiting;

namespace Multiprocessing.Synchronization;

/// <summary>Waits for a condition's notification.</summary>
internal unsafe struct NoticeOperation(ConditionQueue queue, WaiterHold* waiter, SpinBudget spin) : IWaitOperation
{
    private IdleSlice _slice;

    public readonly SpinBudget Spin => spin;

    public bool TryComplete(bool parks, out Parking parking)
    {
        parking = new Parking((nint)ConditionQueue.Word(waiter), ConditionQueue.Waits, parks ? _slice.Next() : 0);
        return !parking.IsUnchanged && queue.IsNotified(waiter);
    }

    // A caller that gives up leaves the queue itself.
    public readonly void GiveUp()
    {
    }
}
