using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Multiprocessing.Platform;

/// <summary>One epoll instance: which of many descriptors can be read or written.</summary>
internal sealed unsafe class Poller
{
    private const int BatchSize = 64;

    // struct epoll_event is packed on x86-64 only.
    private static readonly int Stride = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;
    private static readonly int DataOffset = Stride - 8;

    private readonly int _epoll = Libc.EpollCreate(Libc.O_CLOEXEC);
    private readonly byte* _happenings;

    internal Poller()
    {
        if (_epoll < 0) throw Descriptors.Failure("an event queue");
        _happenings = (byte*)NativeMemory.AllocZeroed(BatchSize * 16);
    }

    internal void Close()
    {
        Descriptors.Close(_epoll);
        NativeMemory.Free(_happenings);
    }

    internal void Add(int descriptor, long key)
    {
        if (!Control(Libc.EPOLL_CTL_ADD, descriptor, key, Libc.EPOLLIN)) throw Descriptors.Failure("an entry of the event queue");
    }

    /// <summary>
    /// What to report of a descriptor from now on; a hang-up is always reported. Nothing happens when the descriptor is not watched.
    /// </summary>
    internal void SetInterest(int descriptor, long key, bool reads, bool writes) =>
        _ = Control(Libc.EPOLL_CTL_MOD, descriptor, key, (reads ? Libc.EPOLLIN : 0) | (writes ? Libc.EPOLLOUT : 0));

    internal void Remove(int descriptor) => _ = Control(Libc.EPOLL_CTL_DEL, descriptor, 0, 0);

    /// <summary>Waits for something to happen and reports each: the key, and whether the other side has hung up.</summary>
    internal void Wait(Action<long, bool> report)
    {
        var count = Libc.EpollWait(_epoll, _happenings, BatchSize, -1);
        for (var index = 0; index < count; index++)
        {
            var happening = _happenings + (index * Stride);
            report(Unsafe.ReadUnaligned<long>(happening + DataOffset), (*(int*)happening & (Libc.EPOLLHUP | Libc.EPOLLERR)) != 0);
        }
    }

    private bool Control(int operation, int descriptor, long key, int interest)
    {
        byte* happening = stackalloc byte[16];
        *(int*)happening = interest;
        Unsafe.WriteUnaligned(happening + DataOffset, key);
        return Libc.EpollControl(_epoll, operation, descriptor, happening) == 0;
    }
}
