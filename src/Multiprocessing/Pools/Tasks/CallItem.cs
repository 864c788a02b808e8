using Multiprocessing.Messaging;

namespace Multiprocessing.Pools.Tasks;

/// <summary>A task whose result a caller awaits.</summary>
internal sealed class CallItem<TResult>(TaskRules rules) : WorkItem(rules)
{
    private readonly TaskCompletionSource<TResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TResult _value = default!;

    internal Task<TResult> Completion => _completion.Task;

    internal override ResultPlace? Reserve(long length)
    {
        if (!ValueDecoder<TResult>.ReadsElements) return null;
        var array = ValueDecoder<TResult>.MakeArray(length);
        _value = (TResult)(object)array;
        return new ResultPlace(array, 0, length);
    }

    internal override void Read(MessageKind kind, ReadOnlyMemory<byte> body)
    {
        if (kind != MessageKind.RawArray) _value = ValueDecoder<TResult>.Read(kind, body);
    }

    internal override bool IsAwaitedBy(Task task) => _completion.Task == task;

    protected override void OnDone()
    {
        if (WhyDropped is not null) _completion.TrySetCanceled(WhyDropped);
        else if (IsCancelled) _completion.TrySetCanceled(CancelledBy);
        else if (Failure is not null) _completion.TrySetException(Failure);
        else _completion.TrySetResult(_value);
    }
}
