using System.Runtime.InteropServices;
using Multiprocessing.Platform;

namespace Multiprocessing.Waiting;

/// <summary>
/// In shared memory: where those sleep who wait until something has become of a structure, whatever it is. Who changes the structure rings,
/// which is one read unless somebody sleeps. One ring wakes one sleeper and takes the flag away, so that the next change does not call the
/// kernel for nothing; hence who was woken hands on.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Doorbell
{
    private int _isAwaited;

    // The word that they sleep on.
    private int _rings;

    /// <summary>Wakes sleepers, if there are any. The change that they are to see comes before, and a full barrier between.</summary>
    /// <param name="most">How many: one, who hands on, or <see cref="int.MaxValue"/> where they wait for different things.</param>
    internal void Ring(int most = 1)
    {
        if (Volatile.Read(ref _isAwaited) != 0) RingNow(most);
    }

    /// <summary>
    /// Wakes all sleepers. There may be some though the flag says otherwise: whoever took it away, or was woken then, may be dead, or hand
    /// on only what there was before.
    /// </summary>
    internal void RingAll() => RingNow(int.MaxValue);

    /// <summary>Says that the caller is about to sleep. It looks once more before it does.</summary>
    internal Parking Listen(int slice)
    {
        var seen = Volatile.Read(ref _rings);
        Interlocked.Exchange(ref _isAwaited, 1);
        fixed (int* rings = &_rings) return new Parking((nint)rings, seen, slice);
    }

    /// <summary>One who has slept and sleeps no more: others may still do so, and if there is something for them, one is woken.</summary>
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
