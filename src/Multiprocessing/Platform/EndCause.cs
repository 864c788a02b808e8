namespace Multiprocessing.Platform;

/// <summary>What ended a process, as far as the system tells.</summary>
internal enum EndCause
{
    /// <summary>It ended by itself, with an exit code.</summary>
    Exit,
    IllegalInstruction,
    Trap,
    Abort,
    BusError,
    ArithmeticError,
    SegmentationFault,
    Interrupted,
    Terminated,
    Killed,

    /// <summary>Another signal.</summary>
    Other,
}
