using System.Runtime.InteropServices;
using Multiprocessing.Platform;

namespace Multiprocessing.Waiting;

/// <summary>
/// Lies in shared memory, and is where threads and tasks sleep that wait for any change of a structure. A process that changes the
/// structure rings, which costs one read unless somebody sleeps. One ring wakes one sleeper and clears the flag, so that the next change
/// does not call the kernel for nothing; hence a sleeper that was woken wakes the next one.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Doorbell
{
    private int _isAwaited;

    // The word that sleepers wait on.
    private int _rings;

    /// <summary>
    /// Wakes sleepers, if there are any. The caller has made the change that they are to see before, with a full barrier after it.
    /// </summary>
    /// <param name="most">How many sleepers to wake: one, which wakes the next, or <see cref="int.MaxValue"/> where they wait for different
    /// things.</param>
    internal void Ring(int most = 1)
    {
        if (Volatile.Read(ref _isAwaited) != 0) RingNow(most);
    }

    /// <summary>
    /// Wakes all sleepers. There may be some although the flag says otherwise: the process that cleared it, or the sleeper that was woken
    /// then, may have died, or may wake others only for what there was before.
    /// </summary>
    internal void RingAll() => RingNow(int.MaxValue);

    /// <summary>Announces that the caller is about to sleep. The caller looks once more before it does.</summary>
    internal Parking Listen(int slice)
    {
        var seen = Volatile.Read(ref _rings);
        Interlocked.Exchange(ref _isAwaited, 1);
        fixed (int* rings = &_rings) return new Parking((nint)rings, seen, slice);
    }

    /// <summary>
    /// Called by a sleeper that has stopped sleeping: others may still sleep, and if there is something for them, one is woken.
    /// </summary>
    internal void HandOn(bool hasMore)
    {
        Interlocked.Exchange(ref _isAwaited, 1);
        if (hasMore) RingNow(1);
    }

    private void RingNow(int count)
    {
        Volatile.Write(ref _isAwaited, 0);
        Interlocked.Increment(ref _rings);
        fixed (int* rings = &_rings) AddressWait.Wake(rings, count);
    }
}
