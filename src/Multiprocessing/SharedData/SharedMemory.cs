using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Multiprocessing.Memory;
using Multiprocessing.Platform;
using Multiprocessing.SharedData;

namespace Multiprocessing;

/// <summary>
/// A piece of memory with a name, which any program of this user on the machine can open: the same segment as Python's <c>SharedMemory</c>
/// of that name. Within one process tree a <see cref="SharedArray{T}"/> is simpler: it has no name, so nothing can be left of it. An object
/// that is sent to another process opens the segment there. Thread-safe and process-safe as any memory is: bytes that several threads or
/// processes change at once are to be guarded. Not safe to use while it is disposed of: its memory goes at once. (Python:
/// <c>shared_memory.SharedMemory</c>.)
/// </summary>
/// <remarks>
/// The segment exists until its name is removed, by <see cref="Unlink"/> in any process, and nobody has it open. A segment that was made by
/// <see cref="Create"/> is also removed when the process that made it ends: at its normal end, or, when it is killed, by its parent; when
/// the whole tree was killed, by the next program of the same user that uses this library, unless a process that uses it has the segment
/// open. A segment that was only opened is never removed by itself. Python before 3.13 removes, when it ends, each segment that it has
/// opened: pass <c>track=False</c> there, or call <c>resource_tracker.unregister</c>.
/// </remarks>
[DebuggerDisplay("SharedMemory {Name,nq}, {_size} bytes")]
public sealed unsafe class SharedMemory : IDisposable, ISpanSource<byte>
{
    private const int MaxTries = 1000;

    private Mapping _mapping = null!;
    private FileIdentity _identity;
    private Hold? _owned;
    private byte* _start;
    private long _size;

    private SharedMemory(string name) => Name = name;

    /// <summary>The name by which other programs open the segment.</summary>
    public string Name { get; private set; }

    /// <summary>The size of the segment, in bytes.</summary>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public long Size
    {
        get
        {
            ThrowIfDisposed();
            return _size;
        }
    }

    /// <summary>
    /// The whole segment, in place. The span is not to be used after the object was disposed of or has become unreachable: keep a reference
    /// as long as you work on its span, as <c>using var memory</c> does by itself. (Python: <c>buf</c>.)
    /// </summary>
    /// <exception cref="InvalidOperationException">The segment is larger than a span can be: see <see cref="As"/>.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public Span<byte> Span => As<byte>();

    /// <summary>Makes a segment. Its bytes are zero. (Python: <c>SharedMemory(name, create=True, size=…)</c>.)</summary>
    /// <param name="size">The size of the segment, in bytes.</param>
    /// <param name="name">The name: as for a file, without a folder. Null for a new name that no segment has, such as
    /// <c>psm_0123abcd</c>.</param>
    /// <param name="persistent">Whether the segment stays when this process ends, until a program unlinks it.</param>
    /// <returns>The segment.</returns>
    /// <exception cref="ArgumentException">No segment can have such a name.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The size is not positive.</exception>
    /// <exception cref="InsufficientMemoryException">The system has less memory for segments.</exception>
    /// <exception cref="IOException">There is a segment of this name, or the segment could not be made for another reason.</exception>
    /// <exception cref="PlatformNotSupportedException">The system lacks what shared memory needs.</exception>
    public static SharedMemory Create(long size, string? name = null, bool persistent = false)
    {
        if (name is not null)
        {
            name = SegmentFile.CheckName(name);
            return TryCreate(name, size, persistent)
                ?? throw new IOException($"There is a shared memory segment named '{name}' already: open it, or unlink it first if its " +
                    "maker is gone.");
        }

        for (var tries = 0; tries < MaxTries; tries++)
        {
            // As long as Python's names; some systems allow no longer ones.
            var random = "psm_" + RandomNumberGenerator.GetHexString(8, lowercase: true);
            if (TryCreate(random, size, persistent) is { } memory) return memory;
        }

        throw new IOException("No free name was found for a shared memory segment.");
    }

    /// <summary>
    /// Opens a segment that another process, of this program or of another one, has made. (Python: <c>SharedMemory(name)</c>.)
    /// </summary>
    /// <param name="name">The segment's name.</param>
    /// <param name="minSize">How many bytes the segment must have at least.</param>
    /// <returns>The segment.</returns>
    /// <exception cref="ArgumentException">No segment can have such a name.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The size is negative.</exception>
    /// <exception cref="FileNotFoundException">There is no segment of this name.</exception>
    /// <exception cref="InvalidDataException">The segment has fewer bytes; or none, until its maker has given it a size.</exception>
    /// <exception cref="UnauthorizedAccessException">The segment belongs to another user.</exception>
    /// <exception cref="IOException">The segment could not be opened for another reason.</exception>
    public static SharedMemory Open(string name, long minSize = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(minSize);
        SystemRequirements.Check();
        LeftoverSweeps.OnSegmentUsed();
        var memory = new SharedMemory(SegmentFile.CheckName(name));
        memory.Attach(expected: null);
        if (memory._size >= minSize) return memory;
        memory.Dispose();
        throw new InvalidDataException($"The shared memory segment '{memory.Name}' has {memory._size} bytes, fewer than the {minSize} " +
            "that are asked for.");
    }

    /// <summary>Returns a part of the segment, by default all of it, as values of a type.</summary>
    /// <typeparam name="T">A number, an enum, a struct without references; <see cref="byte"/> for the bytes themselves.</typeparam>
    /// <param name="start">Where the first value begins, in bytes.</param>
    /// <param name="count">How many values; null for as many as follow.</param>
    /// <returns>The values, in place; the rules of <see cref="Span"/> hold here too.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The part is not within the segment.</exception>
    /// <exception cref="InvalidOperationException">More values follow than a span can hold: give a count.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public Span<T> As<T>(long start = 0, int? count = null)
        where T : unmanaged
    {
        ThrowIfDisposed();
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)start, (ulong)_size, nameof(start));
        var most = (_size - start) / sizeof(T);
        if (count is { } given) ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)given, (ulong)most, nameof(count));
        else if (most > int.MaxValue)
        {
            throw new InvalidOperationException($"The shared memory segment has {_size} bytes, more than a span can hold: work on it in " +
                "parts, by As<T>(start, count).");
        }

        return new Span<T>(_start + start, count ?? (int)most);
    }

    /// <summary>
    /// Returns a part of the segment, by default all of it, as memory that can be kept and handed to asynchronous methods; it keeps the
    /// object from being collected.
    /// </summary>
    /// <param name="start">The index of the part's first byte.</param>
    /// <param name="length">How many bytes the part has; null for as many as follow.</param>
    /// <returns>The part.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The part is not within the segment.</exception>
    /// <exception cref="InvalidOperationException">More bytes follow than <see cref="Memory{T}"/> can hold: give a length.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public Memory<byte> AsMemory(long start = 0, int? length = null) =>
        new SharedSpanManager<byte>(this, start, As<byte>(start, length).Length).Memory;

    Span<byte> ISpanSource<byte>.AsSpan(long start, int length) => As<byte>(start, length);

    /// <summary>
    /// Removes the name: nobody can open the segment any more, and its memory is freed when the last process that has it open closes it.
    /// Works after <see cref="Dispose"/> too.
    /// </summary>
    /// <returns>Whether the name was there; false when it was removed before, even if another segment has it now.</returns>
    public bool Unlink()
    {
        var removed = SegmentFile.Remove(Name, _identity);
        Disown();
        return removed;
    }

    /// <summary>
    /// Closes the segment in this process; other processes go on using it. Spans over it must not be used any more. (Python:
    /// <c>close()</c>.)
    /// </summary>
    public void Dispose()
    {
        _start = null;
        _mapping.Dispose();
        // Another process may have unlinked the segment, so that there will be nothing to remove.
        if (_owned is not null && !SegmentFile.Leads(Name, _identity)) Disown();
    }

    /// <summary>Names the segment in a message.</summary>
    /// <param name="isForParent">Whether the segment goes to the parent, which becomes its owner if this process is the owner.</param>
    internal Segment Describe(bool isForParent)
    {
        ThrowIfDisposed();
        return new Segment(Name, _identity, isForParent && _owned is { } owned ? NamedMemory.TransferToParent(owned) : default);
    }

    /// <summary>Makes this object, on which no constructor has run, the segment that a message names; called by the receiver.</summary>
    internal void Adopt(Segment segment)
    {
        Name = SegmentFile.IsName(segment.Name) ? segment.Name
            : throw new InvalidDataException("A message names a shared memory segment that cannot be.");
        if (segment.Owned != default) _owned = NamedMemory.TakeOver(segment.Owned);
        Attach(segment.Identity);
    }

    private static SharedMemory? TryCreate(string name, long size, bool persistent)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        SystemRequirements.Check();
        SegmentFile.RequireRoom(size);
        LeftoverSweeps.OnSegmentUsed();
        var memory = new SharedMemory(name);
        var file = SegmentFile.TryCreateUnnamed(size);
        var isNamed = !file.IsOpen;
        if (isNamed) file = SegmentFile.TryCreate(name, size);
        if (!file.IsOpen) return null;
        try
        {
            SegmentFile.Share(file);
            memory._identity = SegmentFile.Look(file).Identity;
            memory.Map(file, size);
            if (!persistent) memory._owned = NamedMemory.Register(name, memory._identity);
            if (isNamed || SegmentFile.TryName(file, name)) return memory;
        }
        catch
        {
            memory.Abandon();
            throw;
        }
        finally
        {
            OsHandles.Close(file);
        }

        memory.Abandon();
        return null;
    }

    private void Attach(FileIdentity? expected)
    {
        var file = SegmentFile.Open(Name);
        try
        {
            SegmentFile.Share(file);
            (_identity, var size, var hasName) = SegmentFile.Look(file);
            if (!hasName) throw new FileNotFoundException($"The shared memory segment '{Name}' was unlinked just now.", Name);
            if (expected is not null && expected != _identity)
            {
                throw new FileNotFoundException($"The shared memory segment '{Name}' was unlinked before it arrived here, and another " +
                    "one has its name now.", Name);
            }

            if (size == 0)
            {
                throw new InvalidDataException($"The shared memory segment '{Name}' has no bytes: whoever makes it has not given it a " +
                    "size yet.");
            }

            Map(file, size);
        }
        finally
        {
            OsHandles.Close(file);
        }
    }

    private void Map(OsHandle file, long size)
    {
        _mapping = Mapping.Of(file, size);
        _size = size;
        _start = _mapping.Start;
    }

    private void Disown()
    {
        if (Interlocked.Exchange(ref _owned, null) is { } owned) NamedMemory.Disown(owned);
    }

    // Undoes the making of a segment that could not be made completely.
    private void Abandon()
    {
        _mapping?.Dispose();
        Unlink();
    }

    private void ThrowIfDisposed()
    {
        if (_start is null) ThrowDisposed();
    }

    [DoesNotReturn]
    private void ThrowDisposed() =>
        throw new ObjectDisposedException(nameof(SharedMemory), $"The shared memory segment '{Name}' was disposed of in this process.");
}
