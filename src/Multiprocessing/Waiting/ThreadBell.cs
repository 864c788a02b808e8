using System.Runtime.InteropServices;
using Multiprocessing.Platform;

namespace Multiprocessing.Waiting;

/// <summary>
/// Wakes one thread of this process, which sleeps until there is something for it to do. A ring before the sleep makes the thread not sleep
/// at all.
/// </summary>
internal sealed unsafe class ThreadBell
{
    private const int Quiet = 0, Rung = 1, Asleep = 2;

    private readonly int* _word = (int*)NativeMemory.AllocZeroed(sizeof(int));

    ~ThreadBell() => NativeMemory.Free(_word);

    internal void Ring()
    {
        if (Interlocked.Exchange(ref *_word, Rung) == Asleep) AddressWait.Wake(_word, 1);
        GC.KeepAlive(this);
    }

    /// <summary>Sleeps until the bell is rung.</summary>
    internal void Await()
    {
        while (Interlocked.CompareExchange(ref *_word, Quiet, Rung) != Rung)
        {
            Interlocked.CompareExchange(ref *_word, Asleep, Quiet);
            AddressWait.Wait(_word, Asleep, long.MaxValue, AddressWait.EveryChannel);
        }

        GC.KeepAlive(this);
    }
}
