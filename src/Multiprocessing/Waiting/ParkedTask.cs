using System.Diagnostics;

namespace Multiprocessing.Waiting;

/// <summary>One task that sleeps on a word of shared memory.</summary>
internal sealed class ParkedTask(Parking parking, long until)
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenRegistration _registration;

    internal Parking Parking => parking;

    internal long Until => until;

    internal Task Completion => _completion.Task;

    internal bool IsOver => _completion.Task.IsCompleted;

    internal bool IsDue => Stopwatch.GetTimestamp() >= until;

    /// <summary>Completes the task too when the token is cancelled.</summary>
    internal void CompleteOn(CancellationToken token)
    {
        _registration = token.UnsafeRegister(static self => ((ParkedTask)self!).TryComplete(), this);
        if (IsOver) _registration.Dispose();
    }

    /// <summary>Wakes the task; false if it was awake.</summary>
    internal bool TryComplete()
    {
        if (!_completion.TrySetResult()) return false;
        _registration.Unregister();
        return true;
    }

    /// <summary>Sleeps on this thread.</summary>
    internal void SleepAlone()
    {
        parking.Sleep(until);
        TryComplete();
    }
}
