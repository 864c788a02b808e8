namespace Multiprocessing.Serialization;

/// <summary>Values in the order of their arrival. Where a child's start goes through, it stands for <c>List</c>, whose assembly is not loaded before the function itself wants it.</summary>
internal struct GrowingArray<T>()
{
    private T[] _items = [];

    internal int Count { get; private set; }

    /// <exception cref="InvalidDataException">There is no such item: the number came from a damaged message.</exception>
    internal readonly ref T this[int index]
    {
        get
        {
            if ((uint)index >= (uint)Count) throw new InvalidDataException("A message between processes is damaged.");
            return ref _items[index];
        }
    }

    internal void Add(T item)
    {
        if (Count == _items.Length) Array.Resize(ref _items, Math.Max(4, Count * 2));
        _items[Count++] = item;
    }

    internal T RemoveLast()
    {
        var item = _items[--Count];
        _items[Count] = default!;
        return item;
    }
}
