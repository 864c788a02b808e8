using Multiprocessing.Memory;

namespace Multiprocessing.Synchronization;

/// <summary>
/// An asynchronous flow as an owner of one recursive lock: known to the method that asked for the lock and to all that it calls and starts
/// from then on, on whatever thread. Each time a flow takes a lock that it does not hold yet, it gets a new number; so tasks that one flow
/// starts after it has released the lock are not taken for each other.
/// </summary>
internal sealed class OwnerFlow
{
    private static readonly AsyncLocal<OwnerFlow?> s_current = new();

    private readonly OwnerFlow? _outer;
    private volatile bool _isOver;

    private OwnerFlow(OwnerFlow? outer) => (Number, _outer) = (Arena.Instance.NewOwnerNumber(), outer);

    internal long Number { get; }

    /// <summary>
    /// Makes the caller's flow one that is about to own a lock. The caller must not be asynchronous itself: what an asynchronous method
    /// sets ends with that method.
    /// </summary>
    internal static OwnerFlow Begin()
    {
        var flow = new OwnerFlow(Living(s_current.Value));
        s_current.Value = flow;
        return flow;
    }

    /// <summary>Whether the caller runs within the flow of this number.</summary>
    internal static bool IsWithin(long number)
    {
        for (var flow = s_current.Value; flow is not null; flow = flow._outer)
        {
            if (flow.Number == number) return true;
        }

        return false;
    }

    /// <summary>Ends the ownership, when the lock has been released.</summary>
    internal void End() => _isOver = true;

    private static OwnerFlow? Living(OwnerFlow? flow)
    {
        // Flows that are over lie at the front, unless locks were released in another order than they were taken.
        while (flow is { _isOver: true }) flow = flow._outer;
        return flow;
    }
}
