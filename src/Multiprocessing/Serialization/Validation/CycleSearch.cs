namespace Multiprocessing.Serialization;

/// <summary>
/// Looks for an object from which a way leads back to itself. Code that follows such objects without end overruns the stack, as code that
/// compares or shows records does, so cycles have to be allowed for a peer. Links that .NET's own classes hold beside their elements, such
/// as those between a list's nodes, are not the peer's making and may form a circle.
/// </summary>
internal sealed class CycleSearch
{
    private const int CostOfOne = 96;

    // For each object, in the order of meeting: its number, and the lowest to which a way leads back (Tarjan's algorithm). Objects that
    // belong to no group yet are on the stack.
    private readonly Dictionary<object, Place> _places = new(ReferenceEqualityComparer.Instance);
    private readonly Stack<object> _open = new();
    private readonly Stack<(object Value, List<object> Next, int Done)> _way = new();

    internal static void Run(ObjectReader reader, in GrowingArray<object?> objects)
    {
        reader.Charge((long)objects.Count * CostOfOne);
        var search = new CycleSearch();
        for (var index = 0; index < objects.Count; index++)
        {
            if (objects[index] is { } value and not string && !search._places.ContainsKey(value)) search.From(value);
        }

        reader.CountWork(search._places.Count);
    }

    private void From(object start)
    {
        Enter(start);
        while (_way.TryPop(out var current))
        {
            var (value, next, done) = current;
            if (done > 0) Lower(value, Of(next[done - 1]).Lowest);
            var isInterrupted = false;
            for (; done < next.Count && !isInterrupted; done++)
            {
                if (!_places.TryGetValue(next[done], out var place))
                {
                    _way.Push((value, next, done + 1));
                    Enter(next[done]);
                    isInterrupted = true;
                }
                else if (place.IsOpen) Lower(value, place.Number);
            }

            if (!isInterrupted && Of(value) is var own && own.Lowest == own.Number) Close(value, next);
        }
    }

    private void Enter(object value)
    {
        var next = new List<object>();
        if (IsFollowed(value)) References.Add(value, next);
        _places.Add(value, new Place(_places.Count));
        _open.Push(value);
        _way.Push((value, next, 0));
    }

    // Closes a group of objects each of which leads to all others; mostly one alone.
    private void Close(object value, List<object> next)
    {
        var isCycle = !ReferenceEquals(_open.Peek(), value) || next.Contains(value, ReferenceEqualityComparer.Instance);
        object member;
        do
        {
            member = _open.Pop();
            Of(member).IsOpen = false;
            if (isCycle && !IsOwnStructure(member.GetType()))
            {
                throw new InvalidDataException($"A message holds a {TypeName.Full(member.GetType())} that refers back to itself, and " +
                    "this end of the connection does not allow cycles (AllowCycles).");
            }
        }
        while (!ReferenceEquals(member, value));
    }

    private void Lower(object value, int number)
    {
        ref var place = ref Of(value);
        if (number < place.Lowest) place.Lowest = number;
    }

    private ref Place Of(object value) => ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrNullRef(_places, value);

    // For a class of .NET that is sent in a way of its own, only what it collects comes from the message.
    private static bool IsFollowed(object value)
    {
        var type = value.GetType();
        return !Frameworks.Contains(type.Assembly) || TypePlan.Of(type).Formatter is null or ListFormatter or RebuiltCollection
            or ExceptionFormatter or ExpandoFormatter || type.Namespace?.StartsWith("System.Collections", StringComparison.Ordinal) == true;
    }

    private static bool IsOwnStructure(Type type) =>
        type is { IsArray: false, IsValueType: false } && Frameworks.Contains(type.Assembly)
            && !type.FullName!.StartsWith("System.Tuple`", StringComparison.Ordinal);

    private struct Place(int number)
    {
        internal readonly int Number = number;
        internal int Lowest = number;
        internal bool IsOpen = true;
    }
}
