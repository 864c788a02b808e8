namespace Multiprocessing.Synchronization;

/// <summary>The state of a participant that comes to a barrier.</summary>
internal enum BarrierArrival
{
    /// <summary>An action is still running: the phase has to end first.</summary>
    DuringAction,

    /// <summary>A participant has not left the phase before the last yet.</summary>
    TooEarly,

    /// <summary>Other participants are waited for.</summary>
    Waits,

    /// <summary>All are there, and this participant is to run the action and then to end the phase.</summary>
    IsLast,

    /// <summary>All are there and the phase has ended, or the barrier is broken.</summary>
    IsOver,
}
