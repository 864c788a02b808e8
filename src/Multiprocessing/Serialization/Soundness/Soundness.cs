using System.Runtime.CompilerServices;

namespace Multiprocessing.Serialization;

/// <summary>One look at all objects that arrived together and have an <see cref="Invariant"/>.</summary>
/// <param name="objects">How many objects there are: no way through them is longer.</param>
internal sealed class Soundness(int objects)
{
    /// <summary>The bytes that a look at one object takes, about.</summary>
    internal const int CostOfOne = 192;

    // Whether all that hangs on an object has been seen; false while it is on the way.
    private readonly Dictionary<object, bool> _isSeen = new(ReferenceEqualityComparer.Instance);
    private readonly Stack<object> _way = new();
    private readonly List<object> _next = [];

    internal int Objects => objects;

    /// <summary>An empty stack, for one look.</summary>
    internal Stack<object> Way
    {
        get
        {
            _way.Clear();
            return _way;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void Check(ref GrowingArray<object> values, int objects)
    {
        var soundness = new Soundness(objects);
        while (values.Count > 0)
        {
            var value = values.RemoveLast();
            foreach (var invariant in TypePlan.Of(value.GetType()).Invariants!)
            {
                if (!invariant.Holds(value, soundness)) throw ObjectReader.Corrupt();
            }
        }
    }

    /// <summary>Whether no way from an object leads back to it, where each may lead to others of its kind.</summary>
    internal bool EndsEverywhere(object start)
    {
        var way = Way;
        way.Push(start);
        while (way.TryPeek(out var value))
        {
            if (_isSeen.TryGetValue(value, out var isSeen))
            {
                if (!isSeen) _isSeen[value] = true;
                way.Pop();
                continue;
            }

            _isSeen.Add(value, false);
            _next.Clear();
            foreach (var invariant in TypePlan.Of(value.GetType()).Invariants ?? []) (invariant as NoCircle)?.AddNext(value, _next);
            foreach (var next in _next)
            {
                if (!_isSeen.TryGetValue(next, out isSeen)) way.Push(next);
                else if (!isSeen) return false;
            }
        }

        return true;
    }
}
