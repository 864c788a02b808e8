using System.Runtime.InteropServices;

namespace Multiprocessing.Pools;

/// <summary>The beginning of a message from a pool to a worker; the payload follows, or where it lies in shared memory.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct TaskHeader(TaskMessage Message, TaskTraits Traits, int Function, long Task)
{
    internal const int Length = 16;

    // By a pointer: a worker would have to compile what does it otherwise, at its start.
    internal static unsafe TaskHeader Read(ReadOnlySpan<byte> message)
    {
        fixed (byte* start = message) return *(TaskHeader*)start;
    }
}
