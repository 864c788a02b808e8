using System.Runtime.InteropServices;

namespace Multiprocessing.Pools;

/// <summary>The beginning of a message from a worker to its pool.</summary>
/// <param name="Message">What it is.</param>
/// <param name="Number">Which progress receiver it is for; which item of a chunk has thrown, from 1.</param>
/// <param name="Task">The number of the task.</param>
/// <param name="Duration">How long the task took, on the clock of <see cref="System.Diagnostics.Stopwatch"/>.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct ResultHeader(ResultMessage Message, int Number, long Task, long Duration)
{
    internal const int Length = 24;
}
