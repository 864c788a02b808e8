using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Multiprocessing.Platform;

/// <content>epoll.</content>
internal sealed unsafe partial class HandleListener
{
    private const int BatchSize = 64;

    // struct epoll_event is packed on x86-64 only.
    private static readonly int Stride = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;
    private static readonly int DataOffset = Stride - 8;

    private readonly int _epoll;
    private readonly byte* _happenings;

    internal partial HandleListener()
    {
        _epoll = Libc.EpollCreate(Libc.O_CLOEXEC);
        if (_epoll < 0) throw Descriptors.Failure("an event queue");
        _happenings = (byte*)NativeMemory.AllocZeroed(BatchSize * 16);
    }

    internal partial void Close()
    {
        Descriptors.Close(_epoll);
        NativeMemory.Free(_happenings);
    }

    internal partial void Add(ByteChannel channel, long key)
    {
        channel.Key = key;
        Add(channel.Handle, key);
    }

    internal partial void Add(OsHandle handle, long key)
    {
        if (!Control(Libc.EPOLL_CTL_ADD, handle, key, Libc.EPOLLIN)) throw Descriptors.Failure("an entry of the event queue");
    }

    internal partial void SetInterest(ByteChannel channel, bool reads, bool writes) =>
        _ = Control(Libc.EPOLL_CTL_MOD, channel.Handle, channel.Key, (reads ? Libc.EPOLLIN : 0) | (writes ? Libc.EPOLLOUT : 0));

    internal partial void Remove(ByteChannel channel) => Remove(channel.Handle);

    internal partial void Remove(OsHandle handle) => _ = Control(Libc.EPOLL_CTL_DEL, handle, 0, 0);

    internal partial void Wait(Action<long, bool> report)
    {
        var count = Libc.EpollWait(_epoll, _happenings, BatchSize, -1);
        for (var index = 0; index < count; index++)
        {
            var happening = _happenings + (index * Stride);
            report(Unsafe.ReadUnaligned<long>(happening + DataOffset), (*(int*)happening & (Libc.EPOLLHUP | Libc.EPOLLERR)) != 0);
        }
    }

    private bool Control(int operation, OsHandle handle, long key, int interest)
    {
        byte* happening = stackalloc byte[16];
        *(int*)happening = interest;
        Unsafe.WriteUnaligned(happening + DataOffset, key);
        return Libc.EpollControl(_epoll, operation, handle.Descriptor, happening) == 0;
    }
}
