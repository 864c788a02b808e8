using System.Runtime.CompilerServices;
using Multiprocessing.Platform;

namespace Multiprocessing.Synchronization;

/// <summary>
/// A gate that is open while its count is zero. Its lower half is the count; its upper half, on which waiters sleep, says how often it has
/// been opened, and whether somebody sleeps. A waiter that waited when it was opened passes, even if it was closed again at once.
/// </summary>
internal static unsafe class GateWord
{
    /// <summary>The flag that says that somebody sleeps and must be woken when the gate opens.</summary>
    internal const long Sleepers = long.MinValue;

    private const int OpeningShift = 32;
    private const long CountMask = uint.MaxValue;

    internal static int Count(long word) => (int)word;

    /// <summary>Returns how often the gate has been opened, up to a number after which the count begins anew.</summary>
    internal static int Opening(long word) => (int)(word >> OpeningShift) & int.MaxValue;

    internal static int* OpeningHalf(long* word) => (int*)word + 1;

    internal static int OpeningHalf(long word) => (int)(word >> OpeningShift);

    /// <summary>Sets the count, and opens the gate if it was closed and the count is 0.</summary>
    /// <returns>False if another thread or process has changed the word.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool TrySetCount(long* word, long seen, int count)
    {
        var opens = count == 0 && Count(seen) != 0;
        var wanted = opens ? (long)(Opening(seen) + 1) << OpeningShift & ~Sleepers : (seen & ~CountMask) | (uint)count;
        if (Interlocked.CompareExchange(ref *word, wanted, seen) != seen) return false;
        if (opens && (seen & Sleepers) != 0) WakeSleepers(word);
        return true;
    }

    /// <summary>
    /// Wakes all sleepers; those for which the gate was not opened sleep on. Needed where the process that opened the gate may have died
    /// before it woke them.
    /// </summary>
    internal static void WakeSleepers(long* word) => AddressWait.Wake(OpeningHalf(word), int.MaxValue);
}
