using System.Runtime.InteropServices;
using Multiprocessing.Platform;

namespace Multiprocessing.Waiting;

/// <summary>
/// In shared memory: where those sleep who wait until something has become of a structure, whatever it is. Who changes the structure rings, which is one read unless somebody sleeps.
/// One ring wakes one sleeper and takes the flag away, so that the next change does not call the kernel for nothing; hence who was woken hands on.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Doorbell
{
    private int _isAwaited;

    // The word that they sleep on.
    private int _rings;

    /// <summary>Wakes one sleeper, if there is any. The change that it is to see comes before, and a full barrier between.</summary>
    internal void Ring()
    {
        if (Volatile.Read(ref _isAwaited) != 0) RingNow(1);
    }

    /// <summary>Wakes all sleepers.</summary>
    internal void RingAll()
    {
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _isAwaited) != 0) RingNow(int.MaxValue);
    }

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
        fixed (int* rings = &_rings) Futex.Wake(rings, count);
    }
}
