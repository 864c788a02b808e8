namespace Multiprocessing.Memory;

/// <summary>What a block of the arena is used for, as the recovery of dead processes needs to know it.</summary>
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
    Dictionary,
}
