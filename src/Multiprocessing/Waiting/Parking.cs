using Multiprocessing.Platform;

namespace Multiprocessing.Waiting;

/// <summary>Where to wait: while a word of shared memory holds what was seen in it.</summary>
/// <param name="Word">The word's address.</param>
/// <param name="Seen">What was in it.</param>
/// <param name="Slice">The longest time to sleep before looking again, in milliseconds: a wake-up may have gone to a process that was
/// killed before it could act.</param>
/// <param name="Channel">Which wake-ups reach the sleeper.</param>
internal readonly record struct Parking(nint Word, int Seen, int Slice, uint Channel = AddressWait.EveryChannel)
{
    /// <summary>Sleeps on this thread; may return for no reason.</summary>
    /// <returns>Whether it was woken, or may have been.</returns>
    internal unsafe bool Sleep(long until) => AddressWait.Wait((int*)Word, Seen, until, Channel);

    /// <summary>Whether the word still holds what was seen.</summary>
    internal unsafe bool IsUnchanged => Volatile.Read(ref *(int*)Word) == Seen;
}
