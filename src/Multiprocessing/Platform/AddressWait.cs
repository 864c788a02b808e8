using System.Diagnostics;

namespace Multiprocessing.Platform;

/// <summary>
/// Sleeps until a word of memory changes, and wakes sleepers: the kernel is not called unless somebody sleeps. Words that processes share
/// lie in the tree's memory, which each process has mapped at its own address; a system that cannot wait on an address across processes
/// uses the word's offset in that memory.
/// </summary>
internal static unsafe partial class AddressWait
{
    /// <summary>The most words that one call can wait for.</summary>
    internal const int MaxAtOnce = 128;

    /// <summary>Sleepers that any wake-up may reach.</summary>
    internal const uint EveryChannel = uint.MaxValue;

    /// <summary>Whether the system can wait for several words at once.</summary>
    internal static partial bool CanWaitForAny { get; }

    /// <summary>Sleeps while the word holds what was seen. May return for no reason.</summary>
    /// <param name="word">A word of shared memory.</param>
    /// <param name="seen">The value that the caller has seen in the word.</param>
    /// <param name="until">When the sleep ends at the latest, on the clock of <see cref="Stopwatch"/>; <see cref="long.MaxValue"/> for
    /// never.</param>
    /// <param name="channel">Which wake-ups reach this sleeper.</param>
    /// <returns>Whether the sleeper was woken, or may have been; false when the time was up or the word differed.</returns>
    internal static partial bool Wait(int* word, int seen, long until, uint channel);

    /// <summary>Wakes sleepers.</summary>
    /// <returns>How many sleepers were woken.</returns>
    internal static partial int Wake(int* word, int count, uint channel = EveryChannel);

    /// <summary>Sleeps while each word holds what was seen in it. A word of this process alone has the private flag in its entry.</summary>
    /// <returns>The index of the last entry that was woken: those before it may have been woken too, those behind it were not. -1 when the
    /// time was up or a word differed.</returns>
    internal static partial int WaitAny(AddressWaitEntry* waiters, int count, long until);

    /// <summary>Makes an entry for <see cref="WaitAny"/>.</summary>
    internal static partial AddressWaitEntry Entry(int* word, int seen, bool isPrivate);

    /// <summary>Wakes the threads that sleep on a word of this process alone.</summary>
    internal static partial void WakePrivate(int* word);
}
