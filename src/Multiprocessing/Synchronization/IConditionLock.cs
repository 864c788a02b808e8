using Multiprocessing.Waiting;

namespace Multiprocessing.Synchronization;

/// <summary>A lock that a condition releases while it waits, and has again afterwards as it was.</summary>
internal interface IConditionLock
{
    /// <summary>Whether the caller may wait and notify.</summary>
    bool IsHeldByCaller { get; }

    /// <summary>
    /// Whether the caller holds the lock as a thread, so that an asynchronous method does not have it any more once it goes on elsewhere.
    /// </summary>
    bool IsHeldByThread { get; }

    /// <summary>Releases the lock, however often it was entered.</summary>
    LockHolding Suspend();

    /// <summary>Makes the lock held as before, after a <see cref="TakeOperation"/> has taken its word again.</summary>
    /// <param name="holding">How the lock was held.</param>
    /// <param name="isAbandoned">Whether the last owner of the word had died.</param>
    /// <returns>Whether a process died while it held the lock.</returns>
    bool Resume(in LockHolding holding, bool isAbandoned);
}
