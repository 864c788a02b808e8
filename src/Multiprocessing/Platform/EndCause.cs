namespace Multiprocessing.Platform;

/// <summary>The cause of a process's end, as far as the system tells.</summary>
internal enum EndCause
{
    /// <summary>The process ended by itself, with an exit code.</summary>
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

    /// <summary>A signal that has no name of its own here.</summary>
    Other,
}
