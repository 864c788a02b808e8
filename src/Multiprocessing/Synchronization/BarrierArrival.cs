namespace Multiprocessing.Synchronization;

/// <summary>What becomes of one who comes to a barrier.</summary>
internal enum BarrierArrival
{
    /// <summary>An action is still running: the phase has to end first.</summary>
    DuringAction,

    /// <summary>Somebody has not left the phase before the last yet.</summary>
    TooEarly,

    /// <summary>Others are waited for.</summary>
    Waits,

    /// <summary>All are there, and this one is to run the action and then to end the phase.</summary>
    IsLast,

    /// <summary>All are there and the phase has ended, or the barrier is broken.</summary>
    IsOver,
}
