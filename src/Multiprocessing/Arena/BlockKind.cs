namespace Multiprocessing.Memory;

/// <summary>What a block of the arena is, for whoever has to clear up after a process that died.</summary>
internal enum BlockKind
{
    None,
    Memory,
    Lock,
    RecursiveLock,
    Semaphore,
    Event,
    Condition,
    Barrier,
    ReaderWriterLock,
    Countdown,
    NamedMemory,
    Queue,
    Pipe,
    Buffer,
    Board,
    Payload,
    Ticket,
}
