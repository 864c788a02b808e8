using System.Runtime.CompilerServices;
using Multiprocessing.Platform;
using Multiprocessing.Waiting;

namespace Multiprocessing.Memory;

/// <summary>
/// A change of structures in the arena, under their lock. The old value of each word is noted before the word is written, so a change that
/// its process did not live to finish is taken back by the next process: all of it is done, or nothing. A reader without the lock may see
/// values that are taken back later, and so must decide nothing by them.
/// </summary>
internal readonly unsafe ref struct ArenaChange
{
    // The time of one wait for the lock, and how many such waits in a row its owner may look like a value that was written by accident.
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);
    private const int MaxDoubts = 8;

    [ThreadStatic]
    private static int t_looks;

    // The lowest bit of a noted place, which is a multiple of 4: the note is of half a word.
    private const long IsHalf = 1;

    private readonly ChangeLog _log;

    internal ArenaChange(ChangeLog log)
    {
        _log = log;
        if (!OwnerWord.TryTake(log.Lock)) Wait(log);
        *log.Holder = LifeMarks.Self;
        if ((*log.Count | *log.Damaged) != 0) Prepare();
    }

    internal byte* Base => _log.Start;

    internal void Set(long* word, long value)
    {
        Note((byte*)word - _log.Start, *word);
        Volatile.Write(ref *word, value);
    }

    /// <summary>Writes half a word and does not touch the other half, which another lock may guard.</summary>
    internal void Set(int* half, int value)
    {
        Note(((byte*)half - _log.Start) | IsHalf, *half);
        Volatile.Write(ref *half, value);
    }

    // A byte is written as part of its whole word.
    internal void Set(byte* place, byte value)
    {
        var word = (ulong*)((nint)place & ~(nint)7);
        var shift = (int)(place - (byte*)word) * 8;
        Set((long*)word, (long)((*word & ~((ulong)byte.MaxValue << shift)) | ((ulong)value << shift)));
    }

    /// <summary>Makes permanent what has been written.</summary>
    internal void Commit()
    {
        Volatile.Write(ref *_log.Count, 0);
        ArenaInvariants.AssertAfterChange(_log);
    }

    /// <summary>Takes back what has not been committed, and lets go of the lock.</summary>
    public void Dispose()
    {
        if (*_log.Count != 0) Prepare();
        Release();
    }

    /// <summary>
    /// Makes this thread, until the result is disposed of, throw <see cref="TimeoutException"/> instead of waiting long for a lock that
    /// others hold: the thread that recovers dead processes must not hang on a process that was stopped.
    /// </summary>
    internal static Impatience WaitBriefly() => new(t_looks);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Wait(in ChangeLog log)
    {
        var operation = new TakeOperation((nint)log.Lock, ArenaSpin.Budget);
        for (var (looks, doubts, last) = (0, 0, 0); !Waiter.Wait(ref operation, Deadline.After(s_look), CancellationToken.None);)
        {
            if (++looks == t_looks)
            {
                throw new TimeoutException("A process of this tree was stopped while it held a lock of the shared memory.");
            }

            var owner = OwnerWord.Owner(log.Lock);
            doubts = owner == last && owner != Volatile.Read(ref *log.Holder) && owner == OwnerWord.Owner(log.Lock) ? doubts + 1 : 0;
            last = owner;
            if (doubts == MaxDoubts) SharedDamage.Throw(log.Damaged);
        }
    }

    // Takes back what the last owner of the lock did not live to finish. Where that makes no sense, at least frees the lock.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Prepare()
    {
        try
        {
            if (*_log.Count != 0) TakeBack();
            if (*_log.Damaged != 0) SharedDamage.Throw(_log.Damaged);
        }
        catch
        {
            Volatile.Write(ref *_log.Count, 0);
            Release();
            throw;
        }
    }

    private void Release()
    {
        Volatile.Write(ref *_log.Holder, 0);
        OwnerWord.TryRelease(_log.Lock);
    }

    private void Note(long place, long was)
    {
        var count = *_log.Count;
        if ((uint)count >= (uint)_log.Capacity) ThrowTooLarge();
        var entry = _log.Entries + (2 * count);
        (entry[0], entry[1]) = (place, was);
        Volatile.Write(ref *_log.Count, count + 1);
    }

    private void TakeBack()
    {
        if ((uint)*_log.Count > (uint)_log.Capacity) SharedDamage.Throw(_log.Damaged);
        for (var count = *_log.Count; count > 0; count--)
        {
            var entry = _log.Entries + (2 * (count - 1));
            if ((ulong)entry[0] >= (ulong)_log.End || (entry[0] & (sizeof(int) - 1) & ~IsHalf) != 0) SharedDamage.Throw(_log.Damaged);
            if ((entry[0] & IsHalf) == 0) Volatile.Write(ref *(long*)(_log.Start + entry[0]), entry[1]);
            else Volatile.Write(ref *(int*)(_log.Start + (entry[0] & ~IsHalf)), (int)entry[1]);
            Volatile.Write(ref *_log.Count, count - 1);
        }
    }

    /// <summary>The scope that <see cref="WaitBriefly"/> opens.</summary>
    internal readonly ref struct Impatience
    {
        private readonly int _before;

        internal Impatience(int before)
        {
            _before = before;
            t_looks = 1;
        }

        public void Dispose() => t_looks = _before;
    }

    private static void ThrowTooLarge() => throw new InvalidOperationException("A change of the shared arena is too large.");
}
