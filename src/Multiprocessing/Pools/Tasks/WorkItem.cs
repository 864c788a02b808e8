using Multiprocessing.Launching;
using Multiprocessing.Messaging;
using Multiprocessing.Pools.Functions;
using Multiprocessing.Serialization;

namespace Multiprocessing.Pools.Tasks;

/// <summary>A task of a pool: one message brings it to a worker, and one message brings its outcome back.</summary>
internal abstract class WorkItem(TaskRules rules)
{
    internal TaskRules Rules => rules;

    // The fields below are guarded by the pool's lock.
    internal WorkItem? Next;
    internal WorkItem? Previous;
    internal volatile WorkItemState State;
    internal WorkerLink? Link;

    /// <summary>Whether the caller's thread is to receive the answer, from the first worker to which the task is sent.</summary>
    internal bool AwaitsReader;

    /// <summary>Whether the task was sent, and the caller's thread is to receive the answer.</summary>
    internal bool HasReader;

    /// <summary>The task's number among those of its worker.</summary>
    internal long Number;

    /// <summary>How often the task was lost with its worker, or failed otherwise, as far as its retry policy counts that.</summary>
    internal int Losses;

    /// <summary>The time of the next try; <see cref="long.MaxValue"/> while that is not known.</summary>
    internal long TriedAgainAt = long.MaxValue;

    /// <summary>The time at which the task is killed if it has not ended by then.</summary>
    internal long KillAt = long.MaxValue;

    /// <summary>The reason why the task was told to end, or its worker is killed; null for none.</summary>
    internal TaskEnding? Ending;

    /// <summary>The duration of the task, on the clock of <see cref="System.Diagnostics.Stopwatch"/>.</summary>
    internal long Duration;

    /// <summary>The length of the result, in bytes.</summary>
    internal long Received;

    // The properties below are set once.
    /// <summary>The job to which the task belongs; null for none.</summary>
    internal object? Owner { get; init; }

    internal CachedFunction? Function { get; init; }

    internal Payload Payload { get; init; }

    /// <summary>The live objects of the task.</summary>
    internal TaskBindings? Bindings { get; init; }

    /// <summary>Whether the bindings are the task's own; otherwise they are those of a job, which outlives the task.</summary>
    internal virtual bool OwnsBindings => true;

    internal long CancelledTokens => Bindings?.Cancelled ?? 0;

    internal byte[]? Trace { get; init; }

    /// <summary>The user's function.</summary>
    internal Delegate? Callee { get; init; }

    /// <summary>The name of the task's function in messages and metrics.</summary>
    internal string Label => Callee is { } function ? Serialization.FunctionName.Of(function) : "";

    /// <summary>Whether the function takes a token, which is the task's first one.</summary>
    internal bool TakesToken { get; init; }

    /// <summary>Whether a token is one of the task's own, by which the task can be told.</summary>
    internal bool Observes(CancellationToken token) => token.CanBeCanceled && Bindings?.Has(token) == true;

    /// <summary>The registration for the caller's cancellation.</summary>
    internal CancellationTokenRegistration Registration { get; set; }

    internal Exception? Failure { get; private set; }

    internal bool IsCancelled { get; private set; }

    /// <summary>The kind of the failure, for metrics; null for none.</summary>
    internal string? ErrorType => IsCancelled ? typeof(OperationCanceledException).FullName : Failure?.GetType().FullName;

    internal CancellationToken CancelledBy { get; private set; }

    /// <summary>The exception of a cancellation that no token has caused.</summary>
    internal OperationCanceledException? WhyDropped { get; private set; }

    /// <summary>Fails the task; the first failure counts.</summary>
    internal void Fail(Exception failure) => Failure ??= failure;

    /// <summary>Fails the task as a whole: all of its items are lost.</summary>
    internal void Lose(Exception failure)
    {
        NameItems(failure, 0);
        Fail(failure);
    }

    internal void Cancel(CancellationToken token) => (IsCancelled, CancelledBy) = (true, token);

    /// <summary>Cancels the task for a reason of the pool's own.</summary>
    internal void Drop(OperationCanceledException why) => (IsCancelled, WhyDropped) = (true, why);

    /// <summary>Forgets the failure, since the task is tried again.</summary>
    internal void Renew() => (Failure, Ending, KillAt) = (null, null, long.MaxValue);

    /// <summary>The task as error messages call it.</summary>
    internal virtual string Subject => "The task";

    /// <summary>The items of a map or a stream that the task has, as error messages call them; null for none.</summary>
    internal virtual string? Items => null;

    /// <summary>Notes in an exception which item has failed.</summary>
    /// <param name="failure">The exception.</param>
    /// <param name="place">The place of the item among the task's items, from 1; 0 where it is not known.</param>
    protected virtual void NameItems(Exception failure, int place)
    {
    }

    /// <summary>Fails the task with an exception that the worker has sent.</summary>
    internal void FailWith(ReadOnlyMemory<byte> message, int place)
    {
        var failure = FailureMessage.Read(message.ToArray(), LiveObjects.None);
        NameItems(failure, place);
        if (Ending is not null && failure is OperationCanceledException) Ending.Apply(this);
        else Fail(failure);
    }

    /// <summary>Returns the destination for the elements of an array; null where the result is no array without references.</summary>
    internal virtual ResultPlace? Reserve(long length) => null;

    /// <summary>Reads the result.</summary>
    internal abstract void Read(MessageKind kind, ReadOnlyMemory<byte> body);

    /// <summary>Gives the outcome to the caller. Called once, outside the lock.</summary>
    internal void Publish(PayloadBlocks blocks)
    {
        Payload.Release(blocks);
        Registration.Unregister();
        if (Bindings is null || !OwnsBindings)
        {
            OnDone();
            return;
        }

        Bindings.Dispose();
        // Reports are delivered before the result.
        if (Bindings.HasReceivers) Bindings.Reports.Enqueue(OnDone);
        else OnDone();
    }

    /// <summary>Lets go of a task that the pool has not taken.</summary>
    internal void Discard(PayloadBlocks blocks)
    {
        Payload.Release(blocks);
        if (OwnsBindings) Bindings?.Dispose();
    }

    /// <summary>Whether the caller awaits this task by the given one.</summary>
    internal virtual bool IsAwaitedBy(Task task) => false;

    /// <summary>Called when the task has its outcome.</summary>
    protected abstract void OnDone();
}
