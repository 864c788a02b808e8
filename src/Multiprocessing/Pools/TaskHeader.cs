using System.Runtime.InteropServices;

namespace Multiprocessing.Pools;

/// <summary>The header of a message from a pool to a worker. The payload follows, or its place in shared memory.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct TaskHeader(TaskMessage Message, TaskTraits Traits, int Function, long Task)
{
    internal const int Length = 16;

    // Read by a pointer: anything else would have to be compiled in each worker, at its start.
    internal static unsafe TaskHeader Read(ReadOnlySpan<byte> message)
    {
        fixed (byte* start = message) return *(TaskHeader*)start;
    }
}
