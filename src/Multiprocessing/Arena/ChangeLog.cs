namespace Multiprocessing.Memory;

/// <summary>
/// The places in the arena of a structure's lock and of the notes of what its words were before a change that is under way.
/// </summary>
/// <param name="start">The address of the arena's beginning.</param>
/// <param name="guard">The lock; the word behind it counts the notes.</param>
/// <param name="entries">The notes; each has a place and the value that was there.</param>
/// <param name="capacity">The largest number of notes.</param>
/// <param name="order">The size of the arena's heap, as a power of two.</param>
internal readonly unsafe struct ChangeLog(byte* start, int* guard, long* entries, int capacity, int order)
{
    /// <summary>The length, in bytes, of a shared object's lock, the state that the lock guards, and the notes behind them.</summary>
    internal const int ObjectLength = ObjectState + (ObjectCapacity * EntryLength);

    /// <summary>
    /// The bytes that an object has before its notes; the last four of them are <see cref="Holder"/>. The lock and all that it guards lie
    /// in one cache line.
    /// </summary>
    internal const int ObjectState = 64;

    private const int ObjectCapacity = 8;
    private const int EntryLength = 2 * sizeof(long);

    internal byte* Start => start;

    /// <summary>The size of the arena's heap, as a power of two.</summary>
    internal int Order => order;

    /// <summary>Whether this is the log of the arena's own structures.</summary>
    internal bool IsArenas => guard == (int*)(start + ArenaLayout.LockAt);

    internal int* Lock => guard;

    internal int* Count => guard + 1;

    /// <summary>
    /// The number of the process that holds the lock, right before the notes; written after the lock was taken and cleared before it is
    /// freed. Where the two differ for long, no process holds the lock: its word has been overwritten.
    /// </summary>
    internal int* Holder => (int*)entries - 1;

    internal long* Entries => entries;

    internal int Capacity => capacity;

    /// <summary>The word in which it is noted that the arena is damaged.</summary>
    internal int* Damaged => (int*)(start + ArenaLayout.DamagedAt);

    /// <summary>Where the arena ends.</summary>
    internal long End => ArenaLayout.EndAt(order);

    /// <summary>Returns the log of an object whose contents are <see cref="ObjectLength"/> long.</summary>
    internal static ChangeLog Of(Arena arena, byte* contents) =>
        new(arena.At(0), (int*)contents, (long*)(contents + ObjectState), ObjectCapacity, arena.Order);
}
