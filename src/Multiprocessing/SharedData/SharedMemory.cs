using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Multiprocessing.Memory;
using Multiprocessing.Platform;
using Multiprocessing.SharedData;

namespace Multiprocessing;

/// <summary>
/// A piece of memory with a name, which any program of the machine can open, of this user: it is the very segment that Python's
/// <c>SharedMemory</c> of the same name is. Within one process tree a <see cref="SharedArray{T}"/> is simpler: it has no name, so nothing
/// can be left of it. An object travels to other processes and opens the segment there. Thread-safe and process-safe as any memory is: what
/// several change at once is to be guarded. Not while it is disposed of: its memory goes at once. (Python:
/// <c>shared_memory.SharedMemory</c>.)
/// </summary>
/// <remarks>
/// The segment is there until its name is removed, by <see cref="Unlink"/> in any process, and nobody has it open. One that was made here
/// is also removed when the process that made it ends: at its normal end, or, when it is killed, by its parent; when the whole tree was
/// killed, by the next program of the same user that uses this library, unless a process that uses it has the segment open. A segment that
/// was only opened is never removed by itself. Python before 3.13 removes, when it ends, each segment that it has opened: pass
/// <c>track=False</c> there, or call <c>resource_tracker.unregister</c>.
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

    /// <summary>The name, by which other programs open it.</summary>
    public string Name { get; private set; }

    /// <summary>How many bytes it has.</summary>
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
    /// All of it, in place. The span is not to be used after the object was disposed of, or was forgotten: keep a reference as long as you
    /// work on its span, as <c>using var memory</c> does by itself. (Python: <c>buf</c>.)
    /// </summary>
    /// <exception cref="InvalidOperationException">It is larger than a span can be: see <see cref="As"/>.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public Span<byte> Span => As<byte>();

    /// <summary>Makes a segment. Its bytes are zero. (Python: <c>SharedMemory(name, create=True, size=…)</c>.)</summary>
    /// <param name="size">How many bytes it has.</param>
    /// <param name="name">The name: as for a file, without a folder. Null for one that nobody has, as <c>psm_0123abcd</c>.</param>
    /// <param name="persistent">Whether it stays when this process ends, until somebody unlinks it.</param>
    /// <returns>The segment.</returns>
    /// <exception cref="ArgumentException">No segment can have such a name.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The size is not positive.</exception>
    /// <exception cref="InsufficientMemoryException">The system has less memory for segments.</exception>
    /// <exception cref="IOException">There is a segment of this name, or it could not be made for another reason.</exception>
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
            // As long as Python's, which some systems allow at most.
            var random = "psm_" + RandomNumberGenerator.GetHexString(8, lowercase: true);
            if (TryCreate(random, size, persistent) is { } memory) return memory;
        }

        throw new IOException("No free name was found for a shared memory segment.");
    }

    /// <summary>
    /// Opens a segment that another process, of this program or of another one, has made. (Python: <c>SharedMemory(name)</c>.)
    /// </summary>
    /// <param name="name">Its name.</param>
    /// <param name="minSize">How many bytes it must have at least.</param>
    /// <returns>The segment.</returns>
    /// <exception cref="ArgumentException">No segment can have such a name.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The size is negative.</exception>
    /// <exception cref="FileNotFoundException">There is none of this name.</exception>
    /// <exception cref="InvalidDataException">It has fewer bytes; or none, as long as its maker has not given it a size.</exception>
    /// <exception cref="UnauthorizedAccessException">It belongs to another user.</exception>
    /// <exception cref="IOException">It could not be opened for another reason.</exception>
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

    /// <summary>A part of it as values of a type; as a rule all of it.</summary>
    /// <typeparam name="T">A number, an enum, a struct without references; <see cref="byte"/> for the bytes themselves.</typeparam>
    /// <param name="start">Where the first value begins, in bytes.</param>
    /// <param name="count">How many values; null for as many as follow.</param>
    /// <returns>The values, in place; what is said of <see cref="Span"/> holds here too.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The part is not within the segment.</exception>
    /// <exception cref="InvalidOperationException">More values follow than a span can hold: say how many.</exception>
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
    /// A part of it, as a rule all of it, as memory that can be kept and handed to asynchronous methods; it keeps the object from being
    /// collected.
    /// </summary>
    /// <param name="start">The index of its first byte.</param>
    /// <param name="length">How many bytes it has; null for as many as follow.</param>
    /// <returns>The part.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The part is not within the segment.</exception>
    /// <exception cref="InvalidOperationException">More bytes follow than this can hold: say how many.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public Memory<byte> AsMemory(long start = 0, int? length = null) =>
        new SharedSpanManager<byte>(this, start, As<byte>(start, length).Length).Memory;

    Span<byte> ISpanSource<byte>.AsSpan(long start, int length) => As<byte>(start, length);

    /// <summary>
    /// Removes the name: nobody can open the segment any more, and its memory is freed when the last process that has it open closes it.
    /// Works after <see cref="Dispose"/> too.
    /// </summary>
    /// <returns>Whether it was there; false when its name was removed before, even if another segment has it now.</returns>
    public bool Unlink()
    {
        var removed = SegmentFile.Remove(Name, _identity);
        Disown();
        return removed;
    }

    /// <summary>
    /// Closes the segment in this process; others go on. Spans over it must not be used any more. (Python: <c>close()</c>.)
    /// </summary>
    public void Dispose()
    {
        _start = null;
        _mapping.Dispose();
        // Somebody else may have unlinked it, so that there will be nothing to remove.
        if (_owned is not null && !SegmentFile.Leads(Name, _identity)) Disown();
    }

    /// <summary>Names the segment in a message.</summary>
    /// <param name="isForParent">Whether it goes to the parent, who becomes its owner if this process is that.</param>
    internal Segment Describe(bool isForParent)
    {
        ThrowIfDisposed();
        return new Segment(Name, _identity, isForParent && _owned is { } owned ? NamedMemory.TransferToParent(owned) : default);
    }

    /// <summary>In the receiver of a message: makes this object, on which no constructor has run, the one that was named.</summary>
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

    // It could not be made as a whole.
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
