using System.Diagnostics;

namespace Multiprocessing.Platform;

/// <summary>
/// Sleeps until a word of memory changes, and wakes those who sleep: nothing is sent to the kernel unless somebody sleeps. Words that
/// processes share lie in the tree's memory, where each process has mapped it; a system that knows no waiting on addresses of several
/// processes takes their offset in it.
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
    /// <param name="seen">What the caller has seen in it.</param>
    /// <param name="until">When to give up, on the clock of <see cref="Stopwatch"/>; <see cref="long.MaxValue"/> for never.</param>
    /// <param name="channel">Which wake-ups reach this sleeper.</param>
    /// <returns>Whether it was woken, or may have been; false when the time was up or the word differed.</returns>
    internal static partial bool Wait(int* word, int seen, long until, uint channel);

    /// <summary>Wakes sleepers.</summary>
    /// <returns>How many.</returns>
    internal static partial int Wake(int* word, int count, uint channel = EveryChannel);

    /// <summary>Sleeps while each word holds what was seen. A word of this process alone has the private flag in its entry.</summary>
    /// <returns>The last one that was woken: those before it may have been woken too, those behind it were not. -1 when the time was up or
    /// a word differed.</returns>
    internal static partial int WaitAny(AddressWaitEntry* waiters, int count, long until);

    /// <summary>An entry for <see cref="WaitAny"/>.</summary>
    internal static partial AddressWaitEntry Entry(int* word, int seen, bool isPrivate);

    /// <summary>Wakes those who sleep on a word of this process alone.</summary>
    internal static partial void WakePrivate(int* word);
}
