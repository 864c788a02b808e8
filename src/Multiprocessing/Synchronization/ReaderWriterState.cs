using System.Runtime.InteropServices;

namespace Multiprocessing.Synchronization;

/// <summary>A reader-writer lock, in the arena.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ReaderWriterState
{
    /// <summary>The lock of the next six words, and the count of its log entries.</summary>
    internal long Lock;

    /// <summary>How many readers hold the lock, or may as soon as they look again.</summary>
    internal int Inside;

    /// <summary>How many readers wait for the turnstile to be opened.</summary>
    internal int Outside;

    /// <summary>How often the turnstile was opened. Readers outside sleep on this word.</summary>
    internal int Generation;

    /// <summary>The process that has closed the turnstile to write; 0 while the turnstile is open.</summary>
    internal int Writer;

    /// <summary>Whether that writer is in: all readers have left.</summary>
    internal int IsWriting;

    /// <summary>Whether a process died while it wrote, and nobody was told yet.</summary>
    internal int IsAbandoned;

    /// <summary>
    /// An OwnerWord: the process whose turn it is to close the turnstile. Taken before the turnstile is closed, released after it was
    /// opened.
    /// </summary>
    internal int NextWriter;

    /// <summary>Whether a reader sleeps outside.</summary>
    internal int ReadersSleep;

    /// <summary>Whether the writer sleeps until the readers have left.</summary>
    internal int WriterSleeps;
}
