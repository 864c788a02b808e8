using System.Collections;
using System.Diagnostics;
using System.Text;
using Multiprocessing.SharedData;

namespace Multiprocessing;

/// <summary>
/// A list of fixed length, of integers, floating-point numbers, booleans, strings, byte arrays and nulls, in a named segment that Python
/// (3.9 or later) opens as <c>ShareableList</c>, and the other way round. An item may be set to a value of another kind. Integers are read
/// as <see cref="long"/>, floating-point numbers as <see cref="double"/>. Thread-safe and process-safe for reading; while one thread sets
/// items, no other may use the list, by a <see cref="SharedLock"/> or another agreement. May be sent to other processes, as its segment
/// may. (Python: <c>shared_memory.ShareableList</c>.)
/// </summary>
[DebuggerDisplay("SharedList {Memory.Name,nq}, {Count} items")]
public sealed class SharedList : IReadOnlyList<object?>, IDisposable
{
    // The layout: the number of items, the place where each begins in the items' part and where the last one ends, the items, their
    // formats, their codes.
    private readonly long[] _offsets;

    private SharedList(SharedMemory memory, long[] offsets) => (Memory, _offsets) = (memory, offsets);

    /// <summary>The segment that holds the list; use it to learn the name, and to unlink it. (Python: <c>shm</c>.)</summary>
    public SharedMemory Memory { get; }

    /// <summary>The number of items.</summary>
    public int Count => _offsets.Length - 1;

    /// <summary>The formats of all items, one after the other, as Python's <c>struct</c> writes them. (Python: <c>format</c>.)</summary>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public string Format
    {
        get
        {
            var text = new StringBuilder();
            for (var index = 0; index < Count; index++) text.Append(Encoding.UTF8.GetString(FormatOf(index).TrimEnd((byte)0)));
            return text.ToString();
        }
    }

    /// <summary>
    /// An item: a <see cref="long"/>, <see cref="double"/>, <see cref="bool"/>, string, byte[] or null; <c>(long)list[0]!</c> where its
    /// kind is known. An array of bytes is a copy.
    /// </summary>
    /// <param name="index">The item's index, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such item; or the value is an integer that does not fit 64 bits with a
    /// sign.</exception>
    /// <exception cref="ArgumentException">The list cannot hold the value; or the value is a string or byte[] that is longer than the
    /// item's place, whose size the first value has determined; or that ends in zero.</exception>
    /// <exception cref="InvalidDataException">The segment holds no list any more.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public object? this[int index]
    {
        get
        {
            CheckIndex(index);
            var value = ListItem.Read(DataOf(index), FormatOf(index), CodeOf(index));
            GC.KeepAlive(this);
            return value;
        }

        set
        {
            CheckIndex(index);
            var item = ListItem.Of(value);
            var place = DataOf(index);
            if (item.Bytes.Length > place.Length)
            {
                throw new ArgumentException($"The place {index} of the shared list has room for {place.Length} bytes; this value takes " +
                    $"{item.Bytes.Length}.", nameof(value));
            }

            Set(index, item, place);
            GC.KeepAlive(this);
        }
    }

    /// <summary>Makes a list in a segment. (Python: <c>ShareableList(sequence, name=…)</c>.)</summary>
    /// <param name="items">The items; a string or byte[] can later be replaced by one that takes as many bytes, rounded up to the next
    /// multiple of 8.</param>
    /// <param name="name">The name of the segment; null for a new name that no segment has.</param>
    /// <param name="persistent">Whether the segment stays when this process ends, until a program unlinks it.</param>
    /// <returns>The list.</returns>
    /// <exception cref="ArgumentException">A list cannot hold one of the items; or no segment can have such a name.</exception>
    /// <exception cref="IOException">There is a segment of this name.</exception>
    /// <exception cref="InsufficientMemoryException">The system has less memory for segments.</exception>
    /// <exception cref="PlatformNotSupportedException">The system lacks what shared memory needs.</exception>
    public static SharedList Create(IEnumerable<object?> items, string? name = null, bool persistent = false)
    {
        ArgumentNullException.ThrowIfNull(items);
        ListItem[] stored = [.. items.Select(ListItem.Of)];
        var offsets = new long[stored.Length + 1];
        for (var index = 0; index < stored.Length; index++) offsets[index + 1] = offsets[index] + stored[index].Room;
        var size = CodesAt(offsets) + stored.Length;
        var list = new SharedList(SharedMemory.Create(size, name, persistent), offsets);
        list.Memory.As<long>(0, 1)[0] = stored.Length;
        offsets.CopyTo(list.Memory.As<long>(sizeof(long), offsets.Length));
        for (var index = 0; index < stored.Length; index++) list.Set(index, stored[index], list.DataOf(index));
        return list;
    }

    /// <summary>
    /// Opens a list that another process, of this program or of another one, has made. (Python: <c>ShareableList(name=…)</c>.)
    /// </summary>
    /// <param name="name">The name of its segment.</param>
    /// <returns>The list.</returns>
    /// <exception cref="FileNotFoundException">There is no segment of this name.</exception>
    /// <exception cref="InvalidDataException">The segment holds no list.</exception>
    /// <exception cref="UnauthorizedAccessException">The segment belongs to another user.</exception>
    /// <exception cref="IOException">The segment could not be opened for another reason.</exception>
    public static SharedList Open(string name)
    {
        var memory = SharedMemory.Open(name);
        try
        {
            return new SharedList(memory, ReadOffsets(memory));
        }
        catch
        {
            memory.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Searches for an item. An integer equals no floating-point number, and byte arrays are equal if their bytes are. (Python:
    /// <c>index</c>, which takes 1 for 1.0.)
    /// </summary>
    /// <param name="item">The item.</param>
    /// <returns>The index of the first item that equals it; -1 where there is none.</returns>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public int IndexOf(object? item)
    {
        var wanted = ListItem.Normalize(item);
        for (var index = 0; index < Count; index++)
        {
            if (AreEqual(this[index], wanted)) return index;
        }

        return -1;
    }

    // Each item is read when the enumeration reaches it.
    IEnumerator<object?> IEnumerable<object?>.GetEnumerator()
    {
        for (var index = 0; index < Count; index++) yield return this[index];
    }

    IEnumerator IEnumerable.GetEnumerator() => ((IEnumerable<object?>)this).GetEnumerator();

    /// <summary>Closes the segment in this process; other processes go on using it.</summary>
    public void Dispose() => Memory.Dispose();

    private static bool AreEqual(object? found, object? wanted) =>
        found is byte[] bytes ? wanted is byte[] others && bytes.AsSpan().SequenceEqual(others) : Equals(found, wanted);

    private static long[] ReadOffsets(SharedMemory memory)
    {
        const int Word = sizeof(long);
        if (memory.Size < 2 * Word || memory.As<long>(0, 1)[0] is var count
            && (count < 0 || count > (memory.Size / Word) - 2 || count >= Array.MaxLength))
        {
            throw ListItem.Damaged();
        }

        var offsets = memory.As<long>(Word, (int)count + 1).ToArray();
        for (var index = 1; index < offsets.Length; index++)
        {
            if (offsets[index] < offsets[index - 1] || offsets[index] > memory.Size) throw ListItem.Damaged();
        }

        return offsets[0] == 0 && CodesAt(offsets) + count <= memory.Size ? offsets : throw ListItem.Damaged();
    }

    private static long DataAt(long[] offsets) => (offsets.Length + 1L) * sizeof(long);

    private static long FormatsAt(long[] offsets) => DataAt(offsets) + offsets[^1];

    private static long CodesAt(long[] offsets) => FormatsAt(offsets) + ((offsets.Length - 1L) * ListItem.FormatLength);

    private Span<byte> DataOf(int index) =>
        Memory.As<byte>(DataAt(_offsets) + _offsets[index], checked((int)(_offsets[index + 1] - _offsets[index])));

    private Span<byte> FormatOf(int index) =>
        Memory.As<byte>(FormatsAt(_offsets) + ((long)index * ListItem.FormatLength), ListItem.FormatLength);

    private ref byte CodeOf(int index) => ref Memory.As<byte>(CodesAt(_offsets) + index, 1)[0];

    private void Set(int index, in ListItem item, Span<byte> place)
    {
        var format = FormatOf(index);
        // The rest of a place whose value has become shorter, and of a format, is zero.
        format.Clear();
        Encoding.UTF8.GetBytes(item.FormatIn(place.Length), format);
        CodeOf(index) = item.Code;
        item.Bytes.CopyTo(place);
        place[item.Bytes.Length..].Clear();
    }

    private void CheckIndex(int index) => ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
}
