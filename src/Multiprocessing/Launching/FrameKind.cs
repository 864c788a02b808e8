namespace Multiprocessing.Launching;

/// <summary>What a message on the control socket says.</summary>
internal enum FrameKind
{
    /// <summary>Child: the runtime is up and what was learnt is loaded; startup info may come.</summary>
    Ready = 1,

    /// <summary>Child: the startup info has been understood and the function begins.</summary>
    Began,

    /// <summary>Child: the function returned this.</summary>
    Result,

    /// <summary>Child: the function, or what prepares it, threw this.</summary>
    Failure,

    /// <summary>Child: a report for a progress receiver of the parent.</summary>
    Progress,

    /// <summary>Parent: what to run.</summary>
    StartupInfo,

    /// <summary>Parent: load and compile this ahead, and say when ready.</summary>
    WarmUp,

    /// <summary>Parent: a token that travelled has been cancelled.</summary>
    Cancel,
}
