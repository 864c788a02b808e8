namespace Multiprocessing.Platform;

/// <content>The numbers of Linux, the same on x64 and arm64.</content>
internal static partial class EndSignals
{
    internal static partial EndCause CauseOf(int? signal) => signal switch
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

    internal static partial int NumberOf(EndRequest request) => request switch
    {
        EndRequest.Interrupt => Libc.SIGINT,
        EndRequest.Terminate => Libc.SIGTERM,
        _ => Libc.SIGKILL,
    };

    internal static partial string? NameOf(int signal) => signal switch
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
