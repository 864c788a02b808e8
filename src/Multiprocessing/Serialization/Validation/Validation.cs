namespace Multiprocessing.Serialization;

/// <summary>
/// A look at the objects that arrived together and have an <see cref="Invariant"/>. Each is passed a few times at most, however they hang
/// together.
/// </summary>
internal sealed class Validation(ObjectReader reader)
{
    /// <summary>The bytes that a look at one object takes, about.</summary>
    internal const int CostOfOne = 192;

    // Whether all that hangs on an object has been seen; false while it is on the way.
    private readonly Dictionary<object, bool> _isSeen = new(ReferenceEqualityComparer.Instance);
    private readonly List<object> _marked = [];
    private readonly Stack<object> _way = new();
    private readonly List<object> _next = [];

    // Those of the objects that have all their fields, where others have not; null where all have.
    private HashSet<object>? _complete;
    private TreeOwners? _trees;
    private int _looked;
    private bool _isPartial;

    /// <summary>How many objects there are: no way through them is longer.</summary>
    internal int Objects => reader.Objects;

    /// <summary>How many objects were passed.</summary>
    internal long Visits { get; set; }

    /// <summary>What it means that something is not there: it may be on its way.</summary>
    internal Verdict Missing => _isPartial ? Verdict.Open : Verdict.Broken;

    /// <summary>An empty stack, for one look.</summary>
    internal Stack<object> Way
    {
        get
        {
            _way.Clear();
            return _way;
        }
    }

    internal TreeOwners Trees => _trees ??= new TreeOwners(this);

    /// <summary>Looks at all objects, which are complete.</summary>
    internal void CheckAll(ref GrowingArray<object> values)
    {
        (_isPartial, _complete) = (false, null);
        while (values.Count > 0) Check(values.RemoveLast());
        Count();
    }

    /// <summary>
    /// Looks at the objects that have come since the last time, while what hangs on them may still be incomplete: what goes to a function
    /// of the user must not be what no program can make.
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
        // Another way may lead on from what was the end of this one.
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

    // Whether something among it is not complete.
    private bool AddNext(object value)
    {
        _next.Clear();
        // An array of exceptions may be shared by many.
        if (value is Exception?[] many)
        {
            Visits += many.Length;
            foreach (var item in many)
            {
                if (item is not null) _next.Add(item);
            }

            return _isPartial;
        }

        // What else an array holds may well lead back: it can be changed after the object was made.
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
