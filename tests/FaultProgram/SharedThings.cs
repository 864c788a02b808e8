using Multiprocessing;

namespace FaultProgram;

/// <summary>One of each of what processes share.</summary>
internal sealed class SharedThings
{
    internal SharedLock Lock { get; } = new();

    internal SharedRecursiveLock Recursive { get; } = new();

    internal SharedSemaphore Semaphore { get; } = new(3, 5);

    internal SharedCondition Condition { get; } = new();

    internal SharedBarrier Barrier { get; } = new(3);

    internal SharedReaderWriterLock ReaderWriter { get; } = new();

    internal SharedEvent Event { get; } = new();

    internal SharedCountdown Countdown { get; } = new(3);

    internal SharedQueue<int> Numbers { get; } = new();

    internal SharedQueue<object> Objects { get; } = new();

    internal SharedArray<long> Array { get; } = new(1000);

    internal SharedEvent IsReady { get; } = new();
}
