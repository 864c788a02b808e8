using System.Diagnostics;

namespace Multiprocessing.Waiting;

/// <summary>One task that sleeps on a word of shared memory.</summary>
/// <param name="parking">Where the task sleeps.</param>
/// <param name="until">When the sleep ends at the latest, on the clock of <see cref="Stopwatch"/>.</param>
/// <param name="group">The group whose thread sleeps for the task; null where it has a thread of its own.</param>
internal sealed class ParkedTask(Parking parking, long until, ParkedTasks? group)
{
    // How long the task's own thread sleeps before it looks whether the task was cancelled.
    private const int PollMilliseconds = 10;

    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenRegistration _registration;
    private volatile bool _isCancelled;

    internal Parking Parking => parking;

    internal long Until => until;

    internal Task Completion => _completion.Task;

    private bool IsOver => _completion.Task.IsCompleted;

    /// <summary>Whether the task has no reason to sleep on.</summary>
    internal bool IsDue => _isCancelled || !parking.IsUnchanged || Stopwatch.GetTimestamp() >= until;

    /// <summary>
    /// Ends the sleep when the token is cancelled. The thread that sleeps for the task does so, hence no wake-up can reach a task that has
    /// left already.
    /// </summary>
    internal void EndOn(CancellationToken token)
    {
        _registration = token.UnsafeRegister(static self => ((ParkedTask)self!).Cancel(), this);
        if (IsOver) _registration.Unregister();
    }

    internal void Complete()
    {
        if (_completion.TrySetResult()) _registration.Unregister();
    }

    /// <summary>Whether nobody has to sleep for the task any more; completes it if it was cancelled.</summary>
    internal bool IsOverOrCancelled()
    {
        if (_isCancelled) Complete();
        return IsOver;
    }

    /// <summary>Sleeps on this thread.</summary>
    internal void SleepAlone()
    {
        while (!IsDue && !parking.Sleep(Math.Min(until, Deadline.Infinite.Within(PollMilliseconds))))
        {
        }

        Complete();
    }

    private void Cancel()
    {
        _isCancelled = true;
        group?.TellNews();
    }
}
