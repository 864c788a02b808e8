using Multiprocessing.Waiting;

namespace Multiprocessing.Synchronization;

/// <summary>A lock that a condition lets go of while it waits, and has again afterwards as it was.</summary>
internal interface IConditionLock
{
    /// <summary>Whether the caller may wait and notify.</summary>
    bool IsHeldByCaller { get; }

    /// <summary>
    /// Whether the caller holds the lock as a thread, so that it does not have it any more where an asynchronous method goes on.
    /// </summary>
    bool IsHeldByThread { get; }

    /// <summary>Lets go of the lock, however often it was entered.</summary>
    LockHolding Suspend();

    /// <summary>The word was taken again by a <see cref="TakeOperation"/>: makes the lock held as before.</summary>
    /// <param name="holding">How it was held.</param>
    /// <param name="isAbandoned">Whether the last owner of the word had died.</param>
    /// <returns>Whether a process died while it held the lock.</returns>
    bool Resume(in LockHolding holding, bool isAbandoned);
}
