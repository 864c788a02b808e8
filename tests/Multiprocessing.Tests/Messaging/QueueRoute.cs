using System.Diagnostics.CodeAnalysis;

namespace Multiprocessing.Tests.Messaging;

/// <summary>A queue of tasks.</summary>
internal sealed class QueueRoute(SharedQueue<Parcel> queue) : ParcelRoute
{
    internal override int Longest => 200_000;

    internal override void Put(Parcel parcel)
    {
        // A queue without a limit is not to take all memory.
        while (queue.Count > 100) Thread.Sleep(1);
        if (parcel.Number % 4 != 1) queue.Enqueue(parcel);
        else queue.EnqueueAsync(parcel).AsTask().Wait();
    }

    internal override bool TryTake([MaybeNullWhen(false)] out Parcel parcel) => queue.TryDequeue(out parcel, Timeout.InfiniteTimeSpan);

    internal override void Finish() => queue.TaskDone();

    internal override void End() => queue.Complete();
}
