namespace Multiprocessing.Launching;

/// <summary>The kind of a message on the control socket.</summary>
internal enum FrameKind
{
    /// <summary>From the child: the runtime is up and the functions known from earlier starts are loaded; startup info may come.</summary>
    Ready = 1,

    /// <summary>From the child: the startup info has been understood and the function begins.</summary>
    Began,

    /// <summary>From the child: the function's result.</summary>
    Result,

    /// <summary>From the child: the exception of the function, or of what prepares it.</summary>
    Failure,

    /// <summary>From the child: a report for a progress receiver of the parent.</summary>
    Progress,

    /// <summary>From the parent: what to run.</summary>
    StartupInfo,

    /// <summary>From the parent: what to load and compile ahead; the child says when it is ready.</summary>
    WarmUp,

    /// <summary>From the parent: a token that was sent has been cancelled.</summary>
    Cancel,
}
