using Multiprocessing.Memory;
using Multiprocessing.Waiting;

namespace Multiprocessing.Tests.Memory;

/// <summary>
/// Runs one change of an arena, then makes memory what it was after each single write of that change, as if its process had been killed
/// there, and has the next process find it: everything must be as before the change.
/// </summary>
internal sealed unsafe class KillPoints(PrivateArena arena, Random random)
{
    // What ArenaChange notes: a place and what was there; the lowest bit of the place tells that only half a word was.
    private const long IsHalf = 1;

    private readonly byte[] _before = new byte[arena.Length];
    private readonly Arena _next = arena.Join();

    internal int Count { get; private set; }

    private int* Lock => (int*)(arena.Start + ArenaLayout.LockAt);

    private int* Noted => Lock + 1;

    private long* Notes => (long*)(arena.Start + ArenaLayout.LogAt);

    private Span<byte> All => new(arena.Start, (int)arena.Length);

    /// <summary>Tries each way to be killed, then does the change.</summary>
    /// <param name="change">One change, which gives the same each time; its result is the last time's.</param>
    /// <param name="lost">What the change may have cleared without noting it: nobody uses it any more.</param>
    internal T Run<T>(Func<T> change, (long Offset, long Length) lost = default)
    {
        new Span<long>(Notes, 2 * ArenaLayout.LogCapacity).Clear();
        All.CopyTo(_before);
        change();
        var writes = ReadNotes();
        Assert.NotEmpty(writes);
        var whole = random.Next(writes.Count + 1);
        for (var written = writes.Count; written >= 0; written--)
        {
            KillAfter(writes, written, written);
            RequireAsBefore(writes, written == whole, lost);
            if (written == writes.Count) continue;
            KillAfter(writes, written, written + 1);
            RequireAsBefore(writes, false, lost);
        }

        return change();
    }

    private List<(long Place, long Was, long Became)> ReadNotes()
    {
        var writes = new List<(long Place, long Was, long Became)>();
        var values = new Dictionary<long, long>();
        var count = 0;
        while (Notes[2 * count] != 0) count++;
        // What a write wrote is what the next one to the same place found, or what is there now.
        for (var note = count - 1; note >= 0; note--)
        {
            var (place, was) = (Notes[2 * note], Notes[(2 * note) + 1]);
            writes.Insert(0, (place, was, values.TryGetValue(place, out var later) ? later : Read(place)));
            values[place] = was;
        }

        return writes;
    }

    private void KillAfter(List<(long Place, long Was, long Became)> writes, int written, int noted)
    {
        for (var write = writes.Count - 1; write >= 0; write--) Write(writes[write].Place, writes[write].Was);
        for (var write = 0; write < written; write++) Write(writes[write].Place, writes[write].Became);
        for (var write = 0; write < writes.Count; write++) (Notes[2 * write], Notes[(2 * write) + 1]) = (writes[write].Place, writes[write].Was);
        *Noted = noted;
        *Lock = OwnerWord.Abandoned | (random.Next(2) * OwnerWord.Sleepers);
        Count++;
        // The next change takes back the one that was not finished.
        _ = _next.UsedBytes;
        Assert.Equal((0, 0), (*Noted, *Lock));
    }

    private void RequireAsBefore(List<(long Place, long Was, long Became)> writes, bool whole, (long Offset, long Length) lost)
    {
        foreach (var (place, _, _) in writes)
        {
            fixed (byte* before = _before) Assert.Equal(*(long*)(before + (place & ~7)), *(long*)(arena.Start + (place & ~7)));
        }

        if (!whole) return;
        All.Slice((int)lost.Offset, (int)lost.Length).CopyTo(_before.AsSpan((int)lost.Offset));
        RequireSame(0, ArenaLayout.LogAt);
        RequireSame(ArenaLayout.MapAt, arena.Length);
    }

    private void RequireSame(long from, long to) =>
        Assert.True(All[(int)from..(int)to].SequenceEqual(_before.AsSpan((int)from, (int)(to - from))), "Something has changed that was not noted.");

    private long Read(long place) => (place & IsHalf) == 0 ? *(long*)(arena.Start + place) : *(int*)(arena.Start + (place & ~IsHalf));

    private void Write(long place, long value)
    {
        if ((place & IsHalf) == 0) *(long*)(arena.Start + place) = value;
        else *(int*)(arena.Start + (place & ~IsHalf)) = (int)value;
    }
}
