using Multiprocessing.Waiting;

namespace Multiprocessing.Synchronization;

/// <summary>Enters a reader-writer lock, on either side.</summary>
internal interface IReaderWriterOperation : IWaitOperation
{
    /// <summary>Whether a writer died, and the caller is the one that is told.</summary>
    bool IsAbandoned { get; }
}
