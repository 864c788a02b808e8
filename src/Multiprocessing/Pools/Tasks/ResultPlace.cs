using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Multiprocessing.Pools.Tasks;

/// <summary>The destination of a result's elements: a part of an array, whose elements have no references.</summary>
internal readonly struct ResultPlace(Array array, long start, long length)
{
    internal Span<byte> From(long received) =>
        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(array), (nint)(start + received)),
            (int)Math.Min(length - received, int.MaxValue));
}
