namespace Multiprocessing.Synchronization;

/// <summary>How a phase of a barrier ended.</summary>
internal enum BarrierEnd
{
    /// <summary>The phase has not ended.</summary>
    None,

    Passed,
    Aborted,
    Reset,
    TimedOut,
    Cancelled,
    ActionFailed,
    ProcessDied,
}
