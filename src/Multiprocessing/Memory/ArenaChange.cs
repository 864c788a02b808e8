using Multiprocessing.Waiting;

namespace Multiprocessing.Memory;

/// <summary>
/// A change of the arena's own structures, under its lock. What each word was is noted before it is written, so a change that its process did not live to
/// finish is taken back by the next one: all of it is done, or nothing.
/// </summary>
internal unsafe ref struct ArenaChange
{
    private readonly byte* _base;

    internal ArenaChange(byte* start)
    {
        _base = start;
        var word = (int*)(start + ArenaLayout.LockAt);
        if (!OwnerWord.TryTake(word))
        {
            var operation = new TakeOperation((nint)word, ArenaSpin.Budget);
            Waiter.Wait(ref operation, Deadline.Infinite, CancellationToken.None);
        }

        if (*LogCount != 0) TakeBack();
    }

    private readonly int* LogCount => (int*)(_base + ArenaLayout.LogCountAt);

    internal readonly byte* Base => _base;

    internal readonly void Set(long* word, long value)
    {
        var count = *LogCount;
        if (count == ArenaLayout.LogCapacity) throw new InvalidOperationException("A change of the shared arena is too large.");
        var entry = (long*)(_base + ArenaLayout.LogAt) + (2 * count);
        (entry[0], entry[1]) = ((byte*)word - _base, *word);
        Volatile.Write(ref *LogCount, count + 1);
        Volatile.Write(ref *word, value);
    }

    internal readonly void Set(int* place, int value) => Set((byte*)place, sizeof(int), (uint)value);

    internal readonly void Set(byte* place, byte value) => Set(place, sizeof(byte), value);

    // A part of a word is written as the whole of it.
    private readonly void Set(byte* place, int size, ulong value)
    {
        var word = (ulong*)((nint)place & ~(nint)7);
        var shift = (int)(place - (byte*)word) * 8;
        var mask = ((1UL << (size * 8)) - 1) << shift;
        Set((long*)word, (long)((*word & ~mask) | (value << shift)));
    }

    /// <summary>Makes what has been written stay.</summary>
    internal readonly void Commit() => Volatile.Write(ref *LogCount, 0);

    /// <summary>Takes back what has not been committed, and lets go of the lock.</summary>
    public readonly void Dispose()
    {
        if (*LogCount != 0) TakeBack();
        OwnerWord.TryRelease((int*)(_base + ArenaLayout.LockAt));
    }

    private readonly void TakeBack()
    {
        for (var count = *LogCount; count > 0; count--)
        {
            var entry = (long*)(_base + ArenaLayout.LogAt) + (2 * (count - 1));
            Volatile.Write(ref *(long*)(_base + entry[0]), entry[1]);
            Volatile.Write(ref *LogCount, count - 1);
        }
    }
}
