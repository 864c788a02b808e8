namespace Multiprocessing.Tests.Models;

/// <summary>How a process of the lock's model uses the lock.</summary>
internal enum LockUser
{
    /// <summary>A thread that waits as long as it takes.</summary>
    Thread,

    /// <summary>A task that does so, or a thread that can be cancelled: both sleep on several words at once.</summary>
    Task,

    /// <summary>A thread that may stop waiting whenever it has looked in vain.</summary>
    Impatient,

    /// <summary>A task that may do so, as when it is cancelled.</summary>
    ImpatientTask,

    /// <summary>A thread that enters at once or not at all.</summary>
    Poller,
}
