namespace Multiprocessing.Platform;

/// <summary>The way in which a process is asked, or made, to end.</summary>
internal enum EndRequest
{
    None,

    /// <summary>Asks it to end as the user's Ctrl+C does.</summary>
    Interrupt,

    /// <summary>Asks it to end; it may clear up first.</summary>
    Terminate,

    /// <summary>Ends it at once, whatever it does.</summary>
    Kill,
}
