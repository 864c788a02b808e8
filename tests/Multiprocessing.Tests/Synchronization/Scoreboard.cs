using Multiprocessing.Memory;

namespace Multiprocessing.Tests.Synchronization;

/// <summary>Numbers that all processes of a test see.</summary>
internal sealed unsafe class Scoreboard(int count) : SharedObject(count * sizeof(long))
{
    internal ref long this[int index] => ref ((long*)Hold.Contents)[index];

    private protected override BlockKind Kind => BlockKind.Memory;

    internal long Read(int index) => Volatile.Read(ref this[index]);

    internal long Add(int index, long value = 1) => Interlocked.Add(ref this[index], value);

    private protected override void OnAdopted()
    {
    }

    private protected override void OnDispose()
    {
    }
}
