using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Multiprocessing.Collections;
using Multiprocessing.Memory;
using Multiprocessing.Platform;

namespace Multiprocessing;

/// <summary>
/// A dictionary that the processes of a tree see at once, in shared memory, without a server: each reads and writes the memory itself. The
/// dictionary grows while it is in use. Reading takes no lock; writing takes one of many, for a moment, and a process that is killed at any
/// instant has written its value or has not, and holds up no other. Values are copies: what is read may be changed without effect on the
/// dictionary, until it is written again. Thread-safe and process-safe. (Python: <c>Manager().dict()</c>.)
/// </summary>
/// <typeparam name="TKey">The type of the keys: integers, enums, <c>bool</c>, <c>char</c>, <see cref="Guid"/>, <see cref="TimeSpan"/>,
/// <see cref="DateOnly"/>, strings, and structs, tuples and records of these that do not define their own equality.</typeparam>
/// <typeparam name="TValue">The type of the values: whatever crosses a process border, but for what is shared or open itself. Those without
/// references are kept as they lie in memory, strings as their characters.</typeparam>
/// <example><code>
/// using var counts = new SharedDictionary&lt;string, int&gt;();
/// using var child = ChildProcess.Start(() => counts.Increment("visits"));   // in several processes
/// child.Join();
/// Console.WriteLine(counts["visits"]);
/// </code></example>
[DebuggerDisplay("SharedDictionary {DebuggerText,nq}")]
public sealed partial class SharedDictionary<TKey, TValue> : SharedObject, IEnumerable<KeyValuePair<TKey, TValue>>
    where TKey : notnull
{
    private StripedTable _table = null!;

    /// <summary>Makes a dictionary.</summary>
    /// <param name="capacity">How many entries it is made for; with more, it grows. What is not used takes no memory.</param>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is negative.</exception>
    /// <exception cref="NotSupportedException">The keys' type has an equality that is not that of its bytes; the message says what to do.
    /// </exception>
    /// <exception cref="ProcessBoundaryException">Values of the type cannot cross a process border.</exception>
    /// <exception cref="InsufficientMemoryException">The shared memory is full.</exception>
    /// <exception cref="PlatformNotSupportedException">The system lacks what shared memory needs.</exception>
    public SharedDictionary(int capacity = 0)
        : base(CheckedLength(capacity))
    {
        StripedTable.Initialize(Hold, capacity);
        OnAdopted();
    }

    /// <summary>
    /// How many entries it has; where others write meanwhile, parts of it are counted at different moments. (Python: <c>len(d)</c>.)
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

    /// <summary>The value of a key. (Python: <c>d[key]</c>.)</summary>
    /// <param name="key">The key.</param>
    /// <exception cref="KeyNotFoundException">It is read, and the key is not there.</exception>
    /// <exception cref="ArgumentNullException">The key is null.</exception>
    /// <exception cref="ProcessBoundaryException">It is set to what cannot cross a process border, or to what is shared itself.</exception>
    /// <exception cref="InsufficientMemoryException">It is set, and the shared memory is full; all is as before.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public TValue this[TKey key]
    {
        get => TryGetValue(key, out var value) ? value : ThrowNotFound(key);
        set => TryWrite(key, value, WriteMode.Set);
    }

    private protected override BlockKind Kind => BlockKind.Dictionary;

    private StripedTable Table
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            ThrowIfDisposed();
            return _table;
        }
    }

    private string DebuggerText => IsDisposed ? "disposed" : $"of {typeof(TKey).Name} to {typeof(TValue).Name}, {Count} entries";

    /// <summary>Reads the value of a key. (Python: <c>d.get(key)</c>.)</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">Its value.</param>
    /// <returns>Whether the key is there.</returns>
    /// <exception cref="ArgumentNullException">The key is null.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        var table = Table;
        var bytes = KeyForm<TKey>.Bytes(ref key);
        if (!ValueForm<TValue>.IsMemory) return TryGetOther(bytes, out value);
        var sink = default(MemorySink<TValue>);
        var isFound = table.TryRead(bytes, table.Hash(bytes), ref sink);
        value = isFound ? sink.Value : default;
        GC.KeepAlive(this);
        return isFound;
    }

    /// <summary>Tells whether a key is there. (Python: <c>key in d</c>.)</summary>
    /// <param name="key">The key.</param>
    /// <returns>Whether it is.</returns>
    /// <exception cref="ArgumentNullException">The key is null.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public bool ContainsKey(TKey key)
    {
        var table = Table;
        var bytes = KeyForm<TKey>.Bytes(ref key);
        var sink = default(NoSink);
        var isFound = table.TryRead(bytes, table.Hash(bytes), ref sink);
        GC.KeepAlive(this);
        return isFound;
    }

    /// <summary>Adds a key that is not there.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">Its value.</param>
    /// <returns>Whether it was added; otherwise its value stays as it is.</returns>
    /// <exception cref="ArgumentNullException">The key is null.</exception>
    /// <exception cref="ProcessBoundaryException">The value cannot cross a process border, or is shared itself.</exception>
    /// <exception cref="InsufficientMemoryException">The shared memory is full; all is as before.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public bool TryAdd(TKey key, TValue value) => TryWrite(key, value, WriteMode.Add);

    /// <summary>Removes a key. (Python: <c>d.pop(key, None)</c>.)</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value that it had.</param>
    /// <returns>Whether it was there.</returns>
    /// <exception cref="ArgumentNullException">The key is null.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public bool TryRemove(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        var table = Table;
        var bytes = KeyForm<TKey>.Bytes(ref key);
        var sink = ReadBuffer.Rent();
        var isFound = table.TryRemove(bytes, table.Hash(bytes), ref sink);
        GC.KeepAlive(this);
        value = isFound ? ValueForm<TValue>.Decode(sink) : default;
        ReadBuffer.Return(sink);
        return isFound;
    }

    /// <summary>
    /// Removes all keys, of one part of the dictionary after the other: what is written meanwhile may stay. Their memory is free at once.
    /// (Python: <c>d.clear()</c>.)
    /// </summary>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public void Clear()
    {
        Table.Clear();
        GC.KeepAlive(this);
    }

    private protected override void OnAdopted() =>
        _table = new StripedTable(Hold, new EntryForm(KeyForm<TKey>.Length, ValueForm<TValue>.Length));

    // The block stays until no thread can be in it any more; the entries go at once, where no other process has the dictionary.
    private protected override unsafe void OnDispose()
    {
        if (Hold.Arena.TrySeal(Hold.Record)) _table.Clear();
        GC.KeepAlive(this);
    }

    internal bool TryWrite(TKey key, TValue value, WriteMode mode, StoredValue expected = default)
    {
        var table = Table;
        // The value comes first: this may call the user's code, which may use this thread's buffer for keys.
        var stored = ValueForm<TValue>.Encode(ref value, out var writer);
        try
        {
            var bytes = KeyForm<TKey>.Bytes(ref key);
            return table.TryWrite(bytes, table.Hash(bytes), stored, mode, expected);
        }
        finally
        {
            writer?.Return();
            GC.KeepAlive(this);
        }
    }

    private bool TryGetOther(ReadOnlySpan<byte> key, [MaybeNullWhen(false)] out TValue value)
    {
        var sink = ReadBuffer.Rent();
        var isFound = _table.TryRead(key, _table.Hash(key), ref sink);
        GC.KeepAlive(this);
        value = isFound ? ValueForm<TValue>.Decode(sink) : default;
        ReadBuffer.Return(sink);
        return isFound;
    }

    private static long CheckedLength(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        if (!AheadOfTime.IsAbsent) throw AheadOfTime.CannotWrite();
        KeyForm<TKey>.Plan.Check();
        ValueForm<TValue>.Check();
        return StripedTable.NewLength;
    }

    [DoesNotReturn]
    private static TValue ThrowNotFound(TKey key) => throw new KeyNotFoundException($"The shared dictionary has no key '{key}'.");
}
