using System.Runtime.CompilerServices;
using Multiprocessing.Messaging;
using Multiprocessing.Pools.Functions;
using Multiprocessing.Pools.Tasks;

namespace Multiprocessing.Pools.Jobs;

/// <summary>A chunk of a map, as a task.</summary>
internal sealed class ChunkItem<T, TResult>(MapJob<T, TResult> job, int start, int count, TaskRules rules) : WorkItem(rules)
{
    internal int Start => start;

    internal int Count => count;

    internal override bool OwnsBindings => false;

    internal override string Subject => $"The task of {Items}";

    internal override string Items => ItemNote.Range(start, count);

    internal override ResultPlace? Reserve(long length)
    {
        if (typeof(TResult) == typeof(VoidResult)) return null;
        var size = Unsafe.SizeOf<TResult>();
        return ValueDecoder<TResult[]>.ReadsElements && length == (long)count * size
            ? new ResultPlace(job.Results, (long)start * size, length) : null;
    }

    internal override void Read(MessageKind kind, ReadOnlyMemory<byte> body)
    {
        if (typeof(TResult) != typeof(VoidResult) && kind != MessageKind.RawArray)
        {
            ValueDecoder<TResult[]>.Read(kind, body).CopyTo(job.Results, start);
        }
    }

    protected override void NameItems(Exception failure, int place)
    {
        if (place == 0) ItemNote.AddRange(failure, start, count);
        else ItemNote.Add(failure, start + place - 1, job.Items[start + place - 1]);
    }

    internal override bool IsAwaitedBy(Task task) => job.Completion == task;

    protected override void OnDone() => job.OnDone(this);
}
