namespace Multiprocessing.Platform;

/// <summary>How a process is asked, or made, to end.</summary>
internal enum EndRequest
{
    None,

    /// <summary>As by the user's Ctrl+C.</summary>
    Interrupt,

    /// <summary>It may clear up first.</summary>
    Terminate,

    /// <summary>At once, whatever it does.</summary>
    Kill,
}
