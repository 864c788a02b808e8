namespace Multiprocessing.Platform;

/// <summary>The signals that end processes: their numbers, names and meanings. Those of Linux are the same on x64 and arm64.</summary>
internal static class EndSignals
{
    internal static EndCause CauseOf(int? signal) => signal switch
    {
        null => EndCause.Exit,
        Libc.SIGINT => EndCause.Interrupted,
        Libc.SIGILL => EndCause.IllegalInstruction,
        Libc.SIGTRAP => EndCause.Trap,
        Libc.SIGABRT => EndCause.Abort,
        Libc.SIGBUS => EndCause.BusError,
        Libc.SIGFPE => EndCause.ArithmeticError,
        Libc.SIGKILL => EndCause.Killed,
        Libc.SIGSEGV => EndCause.SegmentationFault,
        Libc.SIGTERM => EndCause.Terminated,
        _ => EndCause.Other,
    };

    internal static int NumberOf(EndRequest request) => request switch
    {
        EndRequest.Interrupt => Libc.SIGINT,
        EndRequest.Terminate => Libc.SIGTERM,
        _ => Libc.SIGKILL,
    };

    /// <summary>The name of a signal; null for one that has none.</summary>
    internal static string? NameOf(int signal) => signal switch
    {
        1 => "SIGHUP",
        Libc.SIGINT => "SIGINT",
        3 => "SIGQUIT",
        Libc.SIGILL => "SIGILL",
        Libc.SIGTRAP => "SIGTRAP",
        Libc.SIGABRT => "SIGABRT",
        Libc.SIGBUS => "SIGBUS",
        Libc.SIGFPE => "SIGFPE",
        Libc.SIGKILL => "SIGKILL",
        10 => "SIGUSR1",
        Libc.SIGSEGV => "SIGSEGV",
        12 => "SIGUSR2",
        13 => "SIGPIPE",
        14 => "SIGALRM",
        Libc.SIGTERM => "SIGTERM",
        24 => "SIGXCPU",
        25 => "SIGXFSZ",
        31 => "SIGSYS",
        _ => null,
    };
}
