using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Multiprocessing.Serialization;

/// <summary>
/// The plans of all types met so far. Reading takes no lock. Not a concurrent dictionary, which would be one more assembly for a child to
/// load before its function begins.
/// </summary>
internal sealed class PlanTable
{
    private readonly Lock _gate = new();

    // Replaced as a whole when it grows; a slot is filled once and never changes. At most half of the slots are in use.
    private TypePlan?[] _slots = new TypePlan?[256];
    private int _count;

    internal TypePlan? Find(Type type)
    {
        var slots = Volatile.Read(ref _slots);
        for (var slot = RuntimeHelpers.GetHashCode(type); ; slot++)
        {
            var plan = Volatile.Read(ref slots[slot & (slots.Length - 1)]);
            if (plan is null || ReferenceEquals(plan.Type, type)) return plan;
        }
    }

    /// <summary>Adds a plan, or returns the one that another thread has added meanwhile.</summary>
    internal TypePlan Add(TypePlan plan)
    {
        lock (_gate)
        {
            if (Find(plan.Type) is { } earlier) return earlier;
            if (++_count * 2 > _slots.Length) Grow_NeedsLock();
            Put(_slots, plan);
            return plan;
        }
    }

    private void Grow_NeedsLock()
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        var larger = new TypePlan?[_slots.Length * 2];
        foreach (var plan in _slots)
        {
            if (plan is not null) Put(larger, plan);
        }

        Volatile.Write(ref _slots, larger);
    }

    private static void Put(TypePlan?[] slots, TypePlan plan)
    {
        var slot = RuntimeHelpers.GetHashCode(plan.Type);
        while (slots[slot & (slots.Length - 1)] is not null) slot++;
        Volatile.Write(ref slots[slot & (slots.Length - 1)], plan);
    }
}
