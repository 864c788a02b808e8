using Multiprocessing.Waiting;

namespace Multiprocessing.Messaging;

/// <summary>Waits until a queue has no open tasks.</summary>
internal struct JoinOperation(QueueTasks tasks) : IWaitOperation
{
    private IdleSlice _slice;
    private bool _hasListened;

    public readonly SpinBudget Spin => tasks.Spin;

    public bool TryComplete(bool parks, out Parking parking)
    {
        parking = tasks.Done;
        if (tasks.Open <= 0) return HandOn();
        if (!parks) return false;
        parking = tasks.Listen(_slice.Next());
        _hasListened = true;
        return tasks.Open <= 0 && HandOn();
    }

    public readonly void GiveUp() => HandOn();

    private readonly bool HandOn()
    {
        if (_hasListened) tasks.HandOn();
        return true;
    }
}
