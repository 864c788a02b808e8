using System.Runtime.InteropServices;

namespace Multiprocessing.Pools;

/// <summary>The header of a message from a worker to its pool.</summary>
/// <param name="Message">The kind of the message.</param>
/// <param name="Number">The progress receiver for which the message is; or the item of a chunk that has thrown, from 1.</param>
/// <param name="Task">The number of the task.</param>
/// <param name="Duration">The duration of the task, on the clock of <see cref="System.Diagnostics.Stopwatch"/>.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct ResultHeader(ResultMessage Message, int Number, long Task, long Duration)
{
    internal const int Length = 24;
}
