using System.Collections;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Multiprocessing.Collections;
using Multiprocessing.Memory;
using Multiprocessing.Platform;

namespace Multiprocessing;

/// <summary>
/// A set that the processes of a tree see at once, in shared memory, without a server; in all else as <see cref="SharedDictionary{TKey,
/// TValue}"/>. Thread-safe and process-safe. (Python's managers have none; there it is the keys of <c>Manager().dict()</c>.)
/// </summary>
/// <typeparam name="T">The type of the items: one that a <see cref="SharedDictionary{TKey, TValue}"/> takes for its keys.</typeparam>
/// <example><code>
/// using var seen = new SharedSet&lt;string&gt;();
/// if (seen.Add(address)) Visit(address);   // in several processes: each address is visited once
/// </code></example>
[DebuggerDisplay("SharedSet {DebuggerText,nq}")]
public sealed class SharedSet<T> : SharedObject, IEnumerable<T>
    where T : notnull
{
    private StripedTable _table = null!;

    /// <summary>Makes a set.</summary>
    /// <param name="capacity">How many items it is made for; with more, it grows. What is not used takes no memory.</param>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is negative.</exception>
    /// <exception cref="NotSupportedException">The type has an equality that is not that of its bytes; the message says what to do.
    /// </exception>
    /// <exception cref="InsufficientMemoryException">The shared memory is full.</exception>
    /// <exception cref="PlatformNotSupportedException">The system lacks what shared memory needs.</exception>
    public SharedSet(int capacity = 0)
        : base(CheckedLength(capacity))
    {
        StripedTable.Initialize(Hold, capacity);
        OnAdopted();
    }

    /// <summary>
    /// How many items it has; where others write meanwhile, parts of it are counted at different moments. (Python: <c>len(s)</c>.)
    /// </summary>
    /// <exception cref="OverflowException">They are more than <see cref="int.MaxValue"/>.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public int Count
    {
        get
        {
            var count = checked((int)Table.Count);
            GC.KeepAlive(this);
            return count;
        }
    }

    private protected override BlockKind Kind => BlockKind.Dictionary;

    private StripedTable Table
    {
        get
        {
            ThrowIfDisposed();
            return _table;
        }
    }

    private string DebuggerText => IsDisposed ? "disposed" : $"of {typeof(T).Name}, {Count} items";

    /// <summary>Adds an item. (Python: <c>s.add(item)</c>.)</summary>
    /// <param name="item">The item.</param>
    /// <returns>Whether it was added; false if it was there: of many processes that add the same item at once, one gets true.</returns>
    /// <exception cref="ArgumentNullException">The item is null.</exception>
    /// <exception cref="InsufficientMemoryException">The shared memory is full; all is as before.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public bool Add(T item)
    {
        var table = Table;
        var bytes = KeyForm<T>.Bytes(ref item);
        var isNew = table.TryWrite(bytes, table.Hash(bytes), default, WriteMode.Add);
        GC.KeepAlive(this);
        return isNew;
    }

    /// <summary>Tells whether an item is there. (Python: <c>item in s</c>.)</summary>
    /// <param name="item">The item.</param>
    /// <returns>Whether it is.</returns>
    /// <exception cref="ArgumentNullException">The item is null.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public bool Contains(T item)
    {
        var table = Table;
        var bytes = KeyForm<T>.Bytes(ref item);
        var sink = default(NoSink);
        var isFound = table.TryRead(bytes, table.Hash(bytes), ref sink);
        GC.KeepAlive(this);
        return isFound;
    }

    /// <summary>Removes an item. (Python: <c>s.discard(item)</c>.)</summary>
    /// <param name="item">The item.</param>
    /// <returns>Whether it was there: of many processes that remove the same item at once, one gets true.</returns>
    /// <exception cref="ArgumentNullException">The item is null.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public bool Remove(T item)
    {
        var table = Table;
        var bytes = KeyForm<T>.Bytes(ref item);
        var sink = default(NoSink);
        var isFound = table.TryRemove(bytes, table.Hash(bytes), ref sink);
        GC.KeepAlive(this);
        return isFound;
    }

    /// <summary>
    /// Removes all items, of one part of the set after the other: what is added meanwhile may stay. Their memory is free at once. (Python:
    /// <c>s.clear()</c>.)
    /// </summary>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public void Clear()
    {
        Table.Clear();
        GC.KeepAlive(this);
    }

    /// <summary>
    /// Goes through all items, in no order. Each of the set's parts is copied when it is reached, as it is at that moment, so what is added
    /// or removed meanwhile, also by the loop itself, may be seen or not; no item is seen twice.
    /// </summary>
    /// <returns>The items.</returns>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public IEnumerator<T> GetEnumerator()
    {
        ThrowIfDisposed();
        return Enumerate();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private IEnumerator<T> Enumerate()
    {
        byte[] buffer = [];
        for (var stripe = 0; stripe < Table.StripeCount; stripe++)
        {
            var count = Table.CopyStripe(stripe, ref buffer);
            GC.KeepAlive(this);
            for (var (index, place) = (0, 0); index < count; index++)
            {
                var length = MemoryMarshal.Read<int>(buffer.AsSpan(place));
                yield return KeyForm<T>.Read(buffer.AsSpan(place + (2 * sizeof(int)), length));
                place += (2 * sizeof(int)) + length;
            }
        }
    }

    private protected override void OnAdopted() => _table = new StripedTable(Hold, new EntryForm(KeyForm<T>.Length, valueLength: 0));

    // As a dictionary does.
    private protected override unsafe void OnDispose()
    {
        if (Hold.Arena.TrySeal(Hold.Record)) _table.Clear();
        GC.KeepAlive(this);
    }

    private static long CheckedLength(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        if (!AheadOfTime.IsAbsent) throw AheadOfTime.CannotWrite();
        KeyForm<T>.Plan.Check();
        return StripedTable.NewLength;
    }
}
