using System.Runtime.CompilerServices;

namespace Multiprocessing.Serialization;

/// <summary>
/// A list of values in the order of their arrival. Code that runs at a child's start uses it in place of <c>List</c>, whose assembly is not
/// loaded before the function itself needs it.
/// </summary>
internal struct GrowingArray<T>()
{
    private const int LargestKept = 1 << 15;

    // Null at first: an empty array of each kind of item would be compiled at a child's start.
    private T[]? _items;

    internal int Count { get; private set; }

    /// <exception cref="InvalidDataException">There is no such item: the number came from a damaged message.</exception>
    internal readonly ref T this[int index]
    {
        get
        {
            if ((uint)index >= (uint)Count) throw new InvalidDataException("A message between processes is damaged.");
            return ref _items![index];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Add(T item)
    {
        var items = _items;
        var count = Count;
        if (items is not null && (uint)count < (uint)items.Length)
        {
            items[count] = item;
            Count = count + 1;
        }
        else AddSlow(item);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddSlow(T item)
    {
        Grow();
        _items![Count++] = item;
    }

    // Not Array.Resize, which would be compiled for each kind of item at a child's start.
    private void Grow()
    {
        var larger = new T[Math.Max(4, Count * 2)];
        if (_items is not null) Array.Copy(_items, larger, Count);
        _items = larger;
    }

    /// <summary>Removes all items; a large array is released.</summary>
    internal void Clear()
    {
        if (Count > 0) ClearAll();
    }

    private void ClearAll()
    {
        if (_items!.Length > LargestKept) _items = null;
        else Array.Clear(_items, 0, Count);
        Count = 0;
    }

    internal readonly T[] ToArray()
    {
        var items = new T[Count];
        if (Count > 0) Array.Copy(_items!, items, Count);
        return items;
    }

    /// <summary>Puts an item before the one that has this index.</summary>
    internal void Insert(int index, T item)
    {
        Add(item);
        Array.Copy(_items!, index, _items!, index + 1, Count - 1 - index);
        _items![index] = item;
    }

    internal T RemoveLast()
    {
        var item = _items![--Count];
        _items[Count] = default!;
        return item;
    }
}
