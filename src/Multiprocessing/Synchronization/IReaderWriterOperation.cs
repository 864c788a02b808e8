using Multiprocessing.Waiting;

namespace Multiprocessing.Synchronization;

/// <summary>Entering a reader-writer lock, either way.</summary>
internal interface IReaderWriterOperation : IWaitOperation
{
    /// <summary>Whether a writer died, and the caller is the one who is told.</summary>
    bool IsAbandoned { get; }
}
