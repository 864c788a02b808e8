using Multiprocessing.Launching;
using Multiprocessing.Messaging;
using Multiprocessing.Pools.Functions;
using Multiprocessing.Serialization;

namespace Multiprocessing.Pools.Tasks;

/// <summary>One task of a pool: what one message brings to a worker, and one message brings back.</summary>
internal abstract class WorkItem(TaskRules rules)
{
    internal TaskRules Rules => rules;

    // The fields below are guarded by the pool's lock.
    internal WorkItem? Next;
    internal WorkItem? Previous;
    internal volatile WorkItemState State;
    internal WorkerLink? Link;

    /// <summary>Whether its caller receives the answer himself, from the first worker that it is sent to.</summary>
    internal bool AwaitsReader;

    /// <summary>Whether it was sent, and its caller is to receive the answer.</summary>
    internal bool HasReader;

    /// <summary>Its number among its worker's tasks.</summary>
    internal long Number;

    /// <summary>How many workers have died while they ran it.</summary>
    internal int Losses;

    /// <summary>When it is tried again; never while that is not known.</summary>
    internal long TriedAgainAt = long.MaxValue;

    /// <summary>When it is to be killed, if it has not ended by then.</summary>
    internal long KillAt = long.MaxValue;

    /// <summary>Why it was told to end, or its worker is killed; null for no reason.</summary>
    internal TaskEnding? Ending;

    /// <summary>How long it took, on the clock of <see cref="System.Diagnostics.Stopwatch"/>.</summary>
    internal long Duration;

    /// <summary>The length of its result.</summary>
    internal long Received;

    // These are set once.
    /// <summary>The job that it belongs to; null for none.</summary>
    internal object? Owner { get; init; }

    internal CachedFunction? Function { get; init; }

    internal Payload Payload { get; init; }

    /// <summary>What of the caller stays live in it.</summary>
    internal TaskBindings? Bindings { get; init; }

    /// <summary>Whether that is its own; otherwise it is that of a job, which outlives it.</summary>
    internal virtual bool OwnsBindings => true;

    internal long CancelledTokens => Bindings?.Cancelled ?? 0;

    internal byte[]? Trace { get; init; }

    /// <summary>The user's function.</summary>
    internal Delegate? Callee { get; init; }

    /// <summary>What to call it.</summary>
    internal string Label => Callee is { } function ? Serialization.FunctionName.Of(function) : "";

    /// <summary>Whether its function is given a token, the first one.</summary>
    internal bool TakesToken { get; init; }

    /// <summary>Whether it has been cancelled by a token that it knows itself.</summary>
    internal bool Observes(CancellationToken token) => token.CanBeCanceled && Bindings?.Has(token) == true;

    /// <summary>What hears of the caller's cancellation.</summary>
    internal CancellationTokenRegistration Registration { get; set; }

    internal Exception? Failure { get; private set; }

    internal bool IsCancelled { get; private set; }

    /// <summary>What went wrong, as metrics have it; null for nothing.</summary>
    internal string? ErrorType => IsCancelled ? typeof(OperationCanceledException).FullName : Failure?.GetType().FullName;

    internal CancellationToken CancelledBy { get; private set; }

    /// <summary>Why it was cancelled, where no token says so.</summary>
    internal OperationCanceledException? WhyDropped { get; private set; }

    /// <summary>Fails it; the first failure counts.</summary>
    internal void Fail(Exception failure) => Failure ??= failure;

    /// <summary>Fails it as a whole: what was lost is all of its items.</summary>
    internal void Lose(Exception failure)
    {
        NameItems(failure, 0);
        Fail(failure);
    }

    internal void Cancel(CancellationToken token) => (IsCancelled, CancelledBy) = (true, token);

    /// <summary>Cancels it for a reason of the pool's own.</summary>
    internal void Drop(OperationCanceledException why) => (IsCancelled, WhyDropped) = (true, why);

    /// <summary>What it was that failed is forgotten: it is tried again.</summary>
    internal void Renew() => (Failure, Ending, KillAt) = (null, null, long.MaxValue);

    /// <summary>What an error calls it.</summary>
    internal virtual string Subject => "The task";

    /// <summary>What of a map or a stream it is, as an error says it; null for nothing.</summary>
    internal virtual string? Items => null;

    /// <summary>Says which of its items has failed.</summary>
    /// <param name="failure">What went wrong.</param>
    /// <param name="place">The place of the item among its items, from 1; 0 where it is not known.</param>
    protected virtual void NameItems(Exception failure, int place)
    {
    }

    /// <summary>What the worker has thrown.</summary>
    internal void FailWith(ReadOnlyMemory<byte> message, int place)
    {
        var failure = FailureMessage.Read(message.ToArray(), LiveObjects.None);
        NameItems(failure, place);
        if (Ending is not null && failure is OperationCanceledException) Ending.Apply(this);
        else Fail(failure);
    }

    /// <summary>Where an array's elements are to be put; null where the result is no array of raw elements.</summary>
    internal virtual ResultPlace? Reserve(long length) => null;

    /// <summary>Reads the result.</summary>
    internal abstract void Read(MessageKind kind, ReadOnlyMemory<byte> body);

    /// <summary>Tells those who wait. Called once, outside the lock.</summary>
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
        // Reports come before the result.
        if (Bindings.HasReceivers) Bindings.Reports.Enqueue(OnDone);
        else OnDone();
    }

    /// <summary>It was not taken after all.</summary>
    internal void Discard(PayloadBlocks blocks)
    {
        Payload.Release(blocks);
        if (OwnsBindings) Bindings?.Dispose();
    }

    /// <summary>Whether the caller awaits it by this task.</summary>
    internal virtual bool IsAwaitedBy(Task task) => false;

    /// <summary>It has its outcome.</summary>
    protected abstract void OnDone();
}
