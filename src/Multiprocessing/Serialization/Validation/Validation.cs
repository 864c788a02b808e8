namespace Multiprocessing.Serialization;

/// <summary>
/// Checks the objects that arrived together and have an <see cref="Invariant"/>. Each is visited a few times at most, however they are
/// linked.
/// </summary>
internal sealed class Validation(ObjectReader reader)
{
    /// <summary>About how many bytes the check of one object takes.</summary>
    internal const int CostOfOne = 192;

    // Whether all that hangs on an object has been seen; false while it is on the way.
    private readonly Dictionary<object, bool> _isSeen = new(ReferenceEqualityComparer.Instance);
    private readonly List<object> _marked = [];
    private readonly Stack<object> _way = new();
    private readonly List<object> _next = [];

    // The objects that have all their fields, where others have not; null where all have.
    private HashSet<object>? _complete;
    private TreeOwners? _trees;
    private int _looked;
    private bool _isPartial;

    /// <summary>The number of objects: no way through them is longer.</summary>
    internal int Objects => reader.Objects;

    /// <summary>How many objects were passed.</summary>
    internal long Visits { get; set; }

    /// <summary>The verdict about a part that is missing: it may still be on its way.</summary>
    internal Verdict Missing => _isPartial ? Verdict.Open : Verdict.Broken;

    /// <summary>An empty stack, for one check.</summary>
    internal Stack<object> Way
    {
        get
        {
            _way.Clear();
            return _way;
        }
    }

    internal TreeOwners Trees => _trees ??= new TreeOwners(this);

    /// <summary>Checks all objects, which are complete.</summary>
    internal void CheckAll(ref GrowingArray<object> values)
    {
        (_isPartial, _complete) = (false, null);
        while (values.Count > 0) Check(values.RemoveLast());
        Count();
    }

    /// <summary>
    /// Checks the objects that have come since the last time, while what hangs on them may still be incomplete: a function of the user must
    /// not be given objects that no program can make.
    /// </summary>
    internal void CheckSoFar(ref GrowingArray<object> values)
    {
        _isPartial = true;
        _complete ??= new HashSet<object>(ReferenceEqualityComparer.Instance);
        for (var index = _looked; index < values.Count; index++) _complete.Add(values[index]);
        for (; _looked < values.Count; _looked++) Check(values[_looked]);
        Count();
    }

    /// <summary>Whether no way from an object leads back to it, where each may lead to others of its kind.</summary>
    internal Verdict EndsEverywhere(object start)
    {
        _marked.Clear();
        var (way, isOpen) = (Way, false);
        way.Push(start);
        while (way.TryPeek(out var value))
        {
            if (_isSeen.TryGetValue(value, out var isSeen))
            {
                if (!isSeen) _isSeen[value] = true;
                way.Pop();
                continue;
            }

            Visits++;
            _isSeen.Add(value, false);
            _marked.Add(value);
            isOpen |= AddNext(value);
            foreach (var next in _next)
            {
                if (!_isSeen.TryGetValue(next, out isSeen)) way.Push(next);
                else if (!isSeen) return Verdict.Broken;
            }
        }

        if (!isOpen) return Verdict.Holds;
        // Another way may lead on from where this one ended.
        foreach (var marked in _marked) _isSeen.Remove(marked);
        return Verdict.Open;
    }

    private void Check(object value)
    {
        foreach (var invariant in TypePlan.Of(value.GetType()).Invariants!)
        {
            if (invariant.Look(value, this) == Verdict.Broken) throw ObjectReader.Corrupt();
        }
    }

    // Returns whether one of the next objects is not complete.
    private bool AddNext(object value)
    {
        _next.Clear();
        // Many exceptions may share one array.
        if (value is Exception?[] many)
        {
            Visits += many.Length;
            foreach (var item in many)
            {
                if (item is not null) _next.Add(item);
            }

            return _isPartial;
        }

        // Other arrays may well lead back: they can be changed after the object was made.
        var isNone = true;
        foreach (var invariant in TypePlan.Of(value.GetType()).Invariants ?? [])
        {
            if (invariant is not NoCircle way) continue;
            way.AddNext(value, _next);
            isNone = false;
        }

        return !isNone && _complete?.Contains(value) == false;
    }

    private void Count()
    {
        reader.CountWork(Visits);
        Visits = 0;
    }
}
