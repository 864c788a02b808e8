namespace Multiprocessing.Memory;

/// <summary>
/// Where in the arena the lock of some structure lies, and the notes of what its words were before a change that is under way.
/// </summary>
/// <param name="start">Where the arena begins.</param>
/// <param name="guard">The lock; the word behind it counts the notes.</param>
/// <param name="entries">The notes: a place and what was there.</param>
/// <param name="capacity">How many notes there is room for.</param>
/// <param name="order">How large the arena is.</param>
internal readonly unsafe struct ChangeLog(byte* start, int* guard, long* entries, int capacity, int order)
{
    /// <summary>The lock of one shared object lies at the beginning of its contents, the notes behind these.</summary>
    internal const int ObjectLength = ObjectState + (ObjectCapacity * EntryLength);

    /// <summary>
    /// What an object may have before its notes, in bytes, the last four of them <see cref="Holder"/>: the lock and all that it guards in
    /// one cache line.
    /// </summary>
    internal const int ObjectState = 64;

    private const int ObjectCapacity = 8;
    private const int EntryLength = 2 * sizeof(long);

    internal byte* Start => start;

    /// <summary>How large the arena is.</summary>
    internal int Order => order;

    /// <summary>Whether it is that of the arena's own structures.</summary>
    internal bool IsArenas => guard == (int*)(start + ArenaLayout.LockAt);

    internal int* Lock => guard;

    internal int* Count => guard + 1;

    /// <summary>
    /// Right before the notes: the number of the process that holds the lock, written after it was taken and cleared before it is free:
    /// where the two do not agree for long, the lock is held by nobody, and another process has written over it.
    /// </summary>
    internal int* Holder => (int*)entries - 1;

    internal long* Entries => entries;

    internal int Capacity => capacity;

    /// <summary>Where it is noted that the arena is damaged.</summary>
    internal int* Damaged => (int*)(start + ArenaLayout.DamagedAt);

    /// <summary>Where the arena ends.</summary>
    internal long End => ArenaLayout.EndAt(order);

    /// <summary>The log of an object whose contents are <see cref="ObjectLength"/> long.</summary>
    internal static ChangeLog Of(Arena arena, byte* contents) =>
        new(arena.At(0), (int*)contents, (long*)(contents + ObjectState), ObjectCapacity, arena.Order);
}
