namespace Multiprocessing.Memory;

/// <summary>Where in the arena the lock of some structure lies, and the notes of what its words were before a change that is under way.</summary>
/// <param name="start">Where the arena begins.</param>
/// <param name="guard">The lock; the word behind it counts the notes.</param>
/// <param name="entries">The notes: a place and what was there.</param>
/// <param name="capacity">How many notes there is room for.</param>
internal readonly unsafe struct ChangeLog(byte* start, int* guard, long* entries, int capacity)
{
    /// <summary>The lock of one shared object lies at the beginning of its contents, the notes behind these.</summary>
    internal const int ObjectLength = ObjectState + (ObjectCapacity * EntryLength);

    /// <summary>What an object may have before its notes, in bytes: the lock and all that it guards in one cache line.</summary>
    internal const int ObjectState = 64;

    private const int ObjectCapacity = 8;
    private const int EntryLength = 2 * sizeof(long);

    internal byte* Start => start;

    internal int* Lock => guard;

    internal int* Count => guard + 1;

    internal long* Entries => entries;

    internal int Capacity => capacity;

    /// <summary>The log of an object whose contents are <see cref="ObjectLength"/> long.</summary>
    internal static ChangeLog Of(Arena arena, byte* contents) => new(arena.At(0), (int*)contents, (long*)(contents + ObjectState), ObjectCapacity);
}
