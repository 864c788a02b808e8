namespace Multiprocessing.Platform;

/// <summary>The way in which a process is asked, or made, to end.</summary>
internal enum EndRequest
{
    None,

    /// <summary>Asks the process to end as the user's Ctrl+C does.</summary>
    Interrupt,

    /// <summary>Asks the process to end; it may clear up first.</summary>
    Terminate,

    /// <summary>Ends the process at once, whatever it does.</summary>
    Kill,
}
