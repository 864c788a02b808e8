using Multiprocessing.Memory;

namespace Multiprocessing.Tests.Synchronization;

/// <summary>Numbers that all processes of a test see, to note what happens in them.</summary>
internal sealed unsafe class SharedCounters : SharedObject
{
    private const int Capacity = 64;

    internal SharedCounters()
        : base(Capacity * sizeof(long))
    {
    }

    private protected override BlockKind Kind => BlockKind.Memory;

    internal long this[int index] => Volatile.Read(ref *At(index));

    internal long Add(int index, long amount)
    {
        var sum = Interlocked.Add(ref *At(index), amount);
        GC.KeepAlive(this);
        return sum;
    }

    internal void RaiseTo(int index, long value)
    {
        long seen;
        do seen = this[index];
        while (seen < value && Interlocked.CompareExchange(ref *At(index), value, seen) != seen);
    }

    private protected override void OnAdopted()
    {
    }

    private protected override void OnDispose()
    {
    }

    private long* At(int index) => (long*)Hold.Contents + index;
}
