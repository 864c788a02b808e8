using System.Diagnostics;
using Multiprocessing.Memory;
using Multiprocessing.Synchronization;
using Multiprocessing.Waiting;

namespace Multiprocessing;

/// <summary>
/// A barrier at which a fixed number of participants wait for each other, phase after phase. The last one to come runs an action, if there
/// is one; then all go on. When a participant that waits is killed, runs out of time or is cancelled, or the one that runs the action is
/// killed or fails, the barrier is broken: all others that wait or come are told by <see cref="BrokenBarrierException"/> until it is
/// <see cref="Reset"/>. A participant that dies before it comes is not noticed, since the barrier does not know which ones will come: a
/// process that learns of the death calls <see cref="Abort"/>, or the others wait with a timeout. Thread-safe and process-safe. (Python:
/// <c>Barrier</c>.)
/// </summary>
/// <example><code>
/// var barrier = new SharedBarrier(4, () => Console.WriteLine("all have computed their part"));
/// // and in each of four processes
/// barrier.Wait();
/// </code></example>
[DebuggerDisplay("SharedBarrier {DebuggerText,nq}")]
public sealed class SharedBarrier : SharedObject
{
    private Action? _postPhaseAction;
    private SpinBudget _spin = new();

    /// <summary>Makes a barrier.</summary>
    /// <param name="participantCount">How many participants have to come, 1 or more.</param>
    /// <param name="postPhaseAction">Runs when all have come, before any goes on, in the process that came last. The action travels with
    /// the barrier, so what it captures is a copy in each process. It must not wait for the barrier. An exception that it throws goes to
    /// the participant that ran it, and breaks the barrier.</param>
    /// <param name="timeout">The longest wait of a participant that gives no time of its own, in any process; null or
    /// <see cref="Timeout.InfiniteTimeSpan"/> for ever. (Python: <c>timeout</c>.)</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is less than 1, or the timeout is negative.</exception>
    /// <exception cref="InsufficientMemoryException">The shared memory is full.</exception>
    /// <exception cref="PlatformNotSupportedException">The system lacks what shared memory needs.</exception>
    public unsafe SharedBarrier(int participantCount, Action? postPhaseAction = null, TimeSpan? timeout = null)
        : base(LengthFor(participantCount, timeout ?? Timeout.InfiniteTimeSpan))
    {
        _postPhaseAction = postPhaseAction;
        (Phases.State->ParticipantCount, Phases.State->TimeoutTicks) = (participantCount, (timeout ?? Timeout.InfiniteTimeSpan).Ticks);
    }

    /// <summary>The number of participants that have to come.</summary>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public unsafe int ParticipantCount => Read(&Phases.State->ParticipantCount);

    /// <summary>The number of participants that have come in this phase and wait. (Python: <c>n_waiting</c>.)</summary>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public unsafe int WaitingCount => Read(&Phases.State->Arrived);

    /// <summary>Whether the barrier is broken. (Python: <c>broken</c>.)</summary>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public unsafe bool IsBroken => Read(&Phases.State->BrokenBy) != 0;

    internal override object? Attachment
    {
        get => _postPhaseAction;
        set => _postPhaseAction = value is null or Action ? (Action?)value
            : throw new InvalidDataException("A message between processes holds a barrier whose action is none.");
    }

    private protected override BlockKind Kind => BlockKind.Barrier;

    private unsafe BarrierPhases Phases => new(Hold.Arena, Hold.Contents);

    private unsafe Deadline OwnDeadline
    {
        get
        {
            ThrowIfDisposed();
            var ticks = Volatile.Read(ref Phases.State->TimeoutTicks);
            GC.KeepAlive(this);
            return Deadline.After(TimeSpan.FromTicks(ticks));
        }
    }

    private string DebuggerText => IsDisposed ? "disposed" : IsBroken ? "broken" : $"{WaitingCount} of {ParticipantCount} wait";

    /// <summary>Waits until all participants have come, as long as the barrier's own timeout allows. (Python: <c>wait()</c>.)</summary>
    /// <param name="cancellationToken">Ends the wait, and breaks the barrier for the others.</param>
    /// <returns>A different number for each participant of a phase, in the order in which they came, from 0.</returns>
    /// <exception cref="BrokenBarrierException">The barrier is broken, was broken meanwhile, or was reset; or the barrier's own time was
    /// up.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public int Wait(CancellationToken cancellationToken = default) => TryWait(OwnDeadline, cancellationToken) ?? throw TimedOut();

    /// <summary>
    /// Waits until all participants have come, for a given time at most. (Python: <c>wait(timeout)</c>, which throws where this returns
    /// false.)
    /// </summary>
    /// <param name="timeout">The longest wait; <see cref="Timeout.InfiniteTimeSpan"/> for ever. The action's time counts too, except for
    /// the participant that runs it. A participant that needs its number too uses the barrier's own timeout.</param>
    /// <param name="cancellationToken">Ends the wait, and breaks the barrier for the others.</param>
    /// <returns>Whether all have come; false when the time was up, and the barrier is broken for the others.</returns>
    /// <exception cref="BrokenBarrierException">The barrier is broken, was broken meanwhile, or was reset.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public bool Wait(TimeSpan timeout, CancellationToken cancellationToken = default) =>
        TryWait(Deadline.After(timeout), cancellationToken) is not null;

    /// <summary>Waits as <see cref="Wait(CancellationToken)"/>, without blocking a thread.</summary>
    /// <param name="cancellationToken">Ends the wait, and breaks the barrier for the others.</param>
    /// <returns>A different number for each participant of a phase, in the order in which they came, from 0.</returns>
    /// <exception cref="BrokenBarrierException">The barrier is broken, was broken meanwhile, or was reset; or the barrier's own time was
    /// up.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public async ValueTask<int> WaitAsync(CancellationToken cancellationToken = default) =>
        await TryWaitAsync(OwnDeadline, cancellationToken).ConfigureAwait(false) ?? throw TimedOut();

    /// <summary>Waits as <see cref="Wait(TimeSpan, CancellationToken)"/>, without blocking a thread.</summary>
    /// <param name="timeout">The longest wait; <see cref="Timeout.InfiniteTimeSpan"/> for ever. The action's time counts too, except for
    /// the participant that runs it.</param>
    /// <param name="cancellationToken">Ends the wait, and breaks the barrier for the others.</param>
    /// <returns>Whether all have come; false when the time was up, and the barrier is broken for the others.</returns>
    /// <exception cref="BrokenBarrierException">The barrier is broken, was broken meanwhile, or was reset.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public ValueTask<bool> WaitAsync(TimeSpan timeout, CancellationToken cancellationToken = default) =>
        WaitInTimeAsync(Deadline.After(timeout), cancellationToken);

    /// <summary>Breaks the barrier, for participants that wait and for those that come. (Python: <c>abort()</c>.)</summary>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public void Abort()
    {
        ThrowIfDisposed();
        Phases.Abort();
        GC.KeepAlive(this);
    }

    /// <summary>
    /// Makes the barrier as new; waiting participants are told by <see cref="BrokenBarrierException"/>. (Python: <c>reset()</c>.)
    /// </summary>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public void Reset()
    {
        ThrowIfDisposed();
        Phases.Reset();
        GC.KeepAlive(this);
    }

    private protected override void OnAdopted() => _spin = new SpinBudget();

    // Every way to wait checks whether the object was disposed of.
    private protected override void OnDispose()
    {
    }

    private static long LengthFor(int participantCount, TimeSpan timeout)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(participantCount, 1);
        Deadline.After(timeout);
        return ChangeLog.ObjectLength;
    }

    private int? TryWait(Deadline deadline, CancellationToken cancellationToken)
    {
        var operation = Coming(cancellationToken);
        Waiter.Wait(ref operation, deadline, cancellationToken);
        return Conclude(operation);
    }

    private async ValueTask<int?> TryWaitAsync(Deadline deadline, CancellationToken cancellationToken)
    {
        var (operation, _) = await Waiter.WaitAsync(Coming(cancellationToken), deadline, cancellationToken).ConfigureAwait(false);
        return Conclude(operation);
    }

    private async ValueTask<bool> WaitInTimeAsync(Deadline deadline, CancellationToken cancellationToken) =>
        await TryWaitAsync(deadline, cancellationToken).ConfigureAwait(false) is not null;

    private unsafe BarrierOperation Coming(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfDisposed();
        return new BarrierOperation(Phases, BarrierHold.Of(Hold.Record), _postPhaseAction is not null, _spin, cancellationToken);
    }

    private int? Conclude(BarrierOperation operation)
    {
        var end = operation.End == BarrierEnd.None && operation.IsLast ? RunAction(operation) : operation.End;
        GC.KeepAlive(this);
        return end switch
        {
            BarrierEnd.Passed => operation.Index,
            // The caller's own time was up, or the phase before still kept the caller waiting.
            BarrierEnd.None => null,
            BarrierEnd.TimedOut when operation.HasGivenUp => null,
            _ => throw new BrokenBarrierException(Describe(end)),
        };
    }

    private BarrierEnd RunAction(BarrierOperation operation)
    {
        try
        {
            _postPhaseAction!();
        }
        catch
        {
            operation.Leave(BarrierEnd.ActionFailed);
            throw;
        }

        // The barrier may have been broken meanwhile.
        return operation.Leave(BarrierEnd.Passed);
    }

    private static BrokenBarrierException TimedOut() =>
        new("The shared barrier is broken: this participant ran out of the time that the barrier was made with.");

    private static string Describe(BarrierEnd end) => "The shared barrier is broken: " + end switch
    {
        BarrierEnd.Aborted => "it was aborted.",
        BarrierEnd.Reset => "it was reset while this participant waited.",
        BarrierEnd.TimedOut => "a participant ran out of time.",
        BarrierEnd.Cancelled => "a participant cancelled its wait.",
        BarrierEnd.ActionFailed => "its action threw an exception, which the participant that ran it got.",
        _ => "a process died while it waited or ran the action.",
    };

    private unsafe int Read(int* word)
    {
        ThrowIfDisposed();
        var value = Volatile.Read(ref *word);
        GC.KeepAlive(this);
        return value;
    }
}
