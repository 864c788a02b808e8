namespace Multiprocessing.Serialization;

/// <summary>
/// Checks keys before code asks them for hash codes, which follows their members without any check: a circle among them, or too many one
/// within the other, overruns the stack, and objects that many of them share are followed once for each way that leads there.
/// </summary>
/// <param name="reader">Counts the work.</param>
/// <param name="isFromNetwork">Whether the keys come from a network peer, so that an author's own hash codes are not trusted to come to an
/// end.</param>
internal sealed class KeyCheck(ObjectReader reader, bool isFromNetwork)
{
    /// <summary>About how many bytes a check takes.</summary>
    internal const int Cost = 512;

    private const int CostOfOne = 96;

    // Each level takes some hundred bytes of stack, and a thread's stack may be small.
    private const int MostLevels = 4_000;

    // What hangs on an object: how many objects in all, each counted as often as a way leads there, and how many one within the other; 0
    // levels while the object is on the way.
    private readonly Dictionary<object, (long Size, int Levels)> _known = new(ReferenceEqualityComparer.Instance);
    private readonly Stack<object> _way = new();
    private readonly List<object> _next = [];

    /// <summary>How many objects the largest of the keys leads to, itself included.</summary>
    internal long Largest { get; private set; } = 1;

    internal void Look(object? key)
    {
        if (key is null || !IsFollowed(key)) return;
        _way.Push(key);
        while (_way.TryPeek(out var value))
        {
            var isNew = !_known.TryGetValue(value, out var known);
            if (!isNew && known.Levels > 0)
            {
                _way.Pop();
                continue;
            }

            FindNext(value);
            reader.CountWork(1 + _next.Count);
            if (isNew)
            {
                reader.Charge(CostOfOne);
                _known.Add(value, default);
                foreach (var next in _next)
                {
                    if (!_known.TryGetValue(next, out var other)) _way.Push(next);
                    else if (other.Levels == 0)
                    {
                        throw new InvalidDataException($"A message holds a key of a collection, a {TypeName.Full(key.GetType())}, that " +
                            "refers back to itself, so it has no hash code.");
                    }
                }
            }
            else
            {
                _known[value] = Sum();
                _way.Pop();
            }
        }

        Largest = Math.Max(Largest, _known[key].Size);
        reader.CountWork(_known[key].Size);
    }

    private (long Size, int Levels) Sum()
    {
        var (size, levels) = (1L, 1);
        foreach (var next in _next)
        {
            var known = _known[next];
            size = Math.Min(size + known.Size, int.MaxValue);
            levels = Math.Max(levels, known.Levels + 1);
        }

        return levels <= MostLevels ? (size, levels)
            : throw new InvalidDataException($"A message holds a key of a collection with more than {MostLevels} objects one within the " +
            "other; its hash code would overrun the stack.");
    }

    private bool IsFollowed(object value) => TypePlan.Of(value.GetType()).HashedBy switch
    {
        HashedBy.Members => true,
        HashedBy.User or HashedBy.Elements => isFromNetwork,
        _ => false,
    };

    private void FindNext(object value)
    {
        _next.Clear();
        References.Add(value, _next);
        // Objects whose members do not matter need not be remembered.
        for (var index = _next.Count - 1; index >= 0; index--)
        {
            if (IsFollowed(_next[index])) continue;
            _next[index] = _next[^1];
            _next.RemoveAt(_next.Count - 1);
        }
    }
}
