using Multiprocessing.Messaging;
using Multiprocessing.Pools.Tasks;

namespace Multiprocessing.Pools.Jobs;

/// <summary>A task of a stream: one item, or a chunk.</summary>
/// <param name="run">The stream.</param>
/// <param name="start">The place of the first item in the input.</param>
/// <param name="count">The number of items.</param>
/// <param name="isChunk">Whether the items travel as an array.</param>
/// <param name="rules">The rules for the task.</param>
internal sealed class StreamItem<TResult>(StreamRun<TResult> run, int start, int count, bool isChunk, TaskRules rules) : WorkItem(rules)
{
    private TResult _one = default!;
    private TResult[]? _many;

    internal int Count => count;

    /// <summary>Whether the task has its outcome; guarded by the stream's lock.</summary>
    internal bool IsDone { get; set; }

    internal override bool OwnsBindings => false;

    internal override string Subject => $"The task of {Items}";

    internal override string Items => ItemNote.Range(start, count);

    internal TResult this[int index] => _many is null ? _one : _many[index];

    internal override ResultPlace? Reserve(long length)
    {
        if (!(isChunk ? ValueDecoder<TResult[]>.ReadsElements : ValueDecoder<TResult>.ReadsElements)) return null;
        var array = isChunk ? ValueDecoder<TResult[]>.MakeArray(length) : ValueDecoder<TResult>.MakeArray(length);
        if (isChunk) _many = (TResult[])(object)array;
        else _one = (TResult)(object)array;
        return new ResultPlace(array, 0, length);
    }

    internal override void Read(MessageKind kind, ReadOnlyMemory<byte> body)
    {
        if (kind == MessageKind.RawArray) return;
        if (isChunk) _many = ValueDecoder<TResult[]>.Read(kind, body);
        else _one = ValueDecoder<TResult>.Read(kind, body);
    }

    protected override void NameItems(Exception failure, int place)
    {
        // Names the place only, since a stream does not keep its items.
        if (place > 0 || count == 1) ItemNote.AddIndex(failure, start + Math.Max(0, place - 1));
        else ItemNote.AddRange(failure, start, count);
    }

    protected override void OnDone() => run.OnDone(this);
}
