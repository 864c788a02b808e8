using System.Runtime.CompilerServices;
using Multiprocessing.Waiting;

namespace Multiprocessing.Memory;

/// <summary>
/// A change of structures in the arena, under their lock. What each word was is noted before it is written, so a change that its process did not live to
/// finish is taken back by the next one: all of it is done, or nothing. Who reads such words without the lock may see what is taken back, so it decides nothing by them.
/// </summary>
internal readonly unsafe ref struct ArenaChange
{
    // In a note's place, which is a multiple of 4: the note is of half a word.
    private const long IsHalf = 1;

    private readonly ChangeLog _log;

    internal ArenaChange(ChangeLog log)
    {
        _log = log;
        if (!OwnerWord.TryTake(log.Lock)) Wait(log.Lock);
        if (*log.Count != 0) TakeBack();
    }

    internal byte* Base => _log.Start;

    internal void Set(long* word, long value)
    {
        Note((byte*)word - _log.Start, *word);
        Volatile.Write(ref *word, value);
    }

    /// <summary>Writes half a word, and does not touch the other half, which another lock may guard.</summary>
    internal void Set(int* half, int value)
    {
        Note(((byte*)half - _log.Start) | IsHalf, *half);
        Volatile.Write(ref *half, value);
    }

    // A byte is written as the whole of its word.
    internal void Set(byte* place, byte value)
    {
        var word = (ulong*)((nint)place & ~(nint)7);
        var shift = (int)(place - (byte*)word) * 8;
        Set((long*)word, (long)((*word & ~((ulong)byte.MaxValue << shift)) | ((ulong)value << shift)));
    }

    /// <summary>Makes what has been written stay.</summary>
    internal void Commit() => Volatile.Write(ref *_log.Count, 0);

    /// <summary>Takes back what has not been committed, and lets go of the lock.</summary>
    public void Dispose()
    {
        if (*_log.Count != 0) TakeBack();
        OwnerWord.TryRelease(_log.Lock);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Wait(int* word)
    {
        var operation = new TakeOperation((nint)word, ArenaSpin.Budget);
        Waiter.Wait(ref operation, Deadline.Infinite, CancellationToken.None);
    }

    private void Note(long place, long was)
    {
        var count = *_log.Count;
        if (count == _log.Capacity) ThrowTooLarge();
        var entry = _log.Entries + (2 * count);
        (entry[0], entry[1]) = (place, was);
        Volatile.Write(ref *_log.Count, count + 1);
    }

    private void TakeBack()
    {
        for (var count = *_log.Count; count > 0; count--)
        {
            var entry = _log.Entries + (2 * (count - 1));
            if ((entry[0] & IsHalf) == 0) Volatile.Write(ref *(long*)(_log.Start + entry[0]), entry[1]);
            else Volatile.Write(ref *(int*)(_log.Start + (entry[0] & ~IsHalf)), (int)entry[1]);
            Volatile.Write(ref *_log.Count, count - 1);
        }
    }

    private static void ThrowTooLarge() => throw new InvalidOperationException("A change of the shared arena is too large.");
}
