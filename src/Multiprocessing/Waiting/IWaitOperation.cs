namespace Multiprocessing.Waiting;

/// <summary>
/// An operation that is tried, and waited for until it succeeds, with the same steps for a thread that waits and for a task.
/// </summary>
internal interface IWaitOperation
{
    /// <summary>What is known of how long this kind of wait takes.</summary>
    SpinBudget Spin { get; }

    /// <summary>Tries; where that fails, says where to wait.</summary>
    /// <param name="parks">Whether the caller is about to sleep, and must be woken.</param>
    /// <param name="parking">Where to wait.</param>
    bool TryComplete(bool parks, out Parking parking);

    /// <summary>Ends the wait without success; a wake-up that the caller may have taken goes to another waiter.</summary>
    void GiveUp();
}
