using Multiprocessing.Memory;
using Multiprocessing.Waiting;

namespace Multiprocessing.Synchronization;

/// <summary>Waiting for a condition's notification.</summary>
internal unsafe struct NoticeOperation(ConditionQueue queue, WaiterHold* waiter, SpinBudget spin) : IWaitOperation
{
    private IdleSlice _slice;

    public readonly SpinBudget Spin => spin;

    public bool TryComplete(bool parks, out Parking parking)
    {
        parking = new Parking((nint)ConditionQueue.Word(waiter), ConditionQueue.Waits, parks ? _slice.Next() : 0);
        return !parking.IsUnchanged && queue.IsNotified(waiter);
    }

    // Whoever gives up leaves the queue himself.
    public readonly void GiveUp()
    {
    }
}
