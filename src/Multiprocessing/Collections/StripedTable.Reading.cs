using System.Numerics;
using System.Runtime.CompilerServices;
using Multiprocessing.Memory;

namespace Multiprocessing.Collections;

/// <content>
/// Reading, without a lock. A reader may come upon what is being written, or upon memory that is something else by now: it stays mapped,
/// and no place is followed out of the arena. What was read counts only if the version has stayed the same.
/// </content>
internal sealed unsafe partial class StripedTable
{
    // A writer is mostly done sooner; after that, its lock is waited for.
    private const int MaxAttempts = 16;
    private const int LongestSpin = 64;

    // How many entries are looked at before the version is.
    private const int StepsAtOnce = 64;

    /// <summary>Reads a key's value.</summary>
    /// <returns>Whether the key is there; the sink has nothing of worth otherwise.</returns>
    internal bool TryRead<TSink>(ReadOnlySpan<byte> key, ulong hash, ref TSink sink)
        where TSink : struct, IValueSink
    {
        var stripe = StripeOf(hash);
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var version = Volatile.Read(ref stripe->Version);
            if ((version & 1) == 0)
            {
                var entry = Search(stripe, key, (uint)hash, version);
                if (entry == null || TryTake(stripe, entry, key.Length, version, ref sink))
                {
                    if (IsStill(stripe, version)) return entry != null;
                }
            }

            Thread.SpinWait(Math.Min(1 << attempt, LongestSpin));
        }

        return TryReadLocked(stripe, key, (uint)hash, ref sink);
    }

    // If so, what was read before is what was true at that version.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsStill(StripeState* stripe, long version)
    {
        Volatile.ReadBarrier();
        return Volatile.Read(ref stripe->Version) == version;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Entry* Search(StripeState* stripe, ReadOnlySpan<byte> key, uint hash, long version)
    {
        var offset = Volatile.Read(ref stripe->Table);
        if (offset == 0) return null;
        var table = TableAt(offset);
        var bucket = TableHeader.Bucket(table, hash);
        if ((byte*)bucket >= _limit) return Nonsense(stripe, version);
        var place = Volatile.Read(ref *bucket);
        var remembered = 0U;
        for (var steps = 1U; place != 0; steps++)
        {
            var entry = TableHeader.At(table, place);
            if ((byte*)entry >= _limit) return Nonsense(stripe, version);
            if (entry->Hash == hash && IsKey(entry, key)) return entry;
            if (steps % StepsAtOnce == 0)
            {
                if (!IsStill(stripe, version)) return null;
                // A bucket that is a circle comes by the same place again.
                if (place == remembered) _arena.ThrowDamaged();
                if (BitOperations.IsPow2(steps)) remembered = place;
            }

            place = Volatile.Read(ref entry->Next);
        }

        return null;
    }

    // Nonsense that was read during a change is nothing; at any other time, a process has gone wild.
    private Entry* Nonsense(StripeState* stripe, long version)
    {
        if (IsStill(stripe, version)) _arena.ThrowDamaged();
        return null;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryTake<TSink>(StripeState* stripe, Entry* entry, int keyLength, long version, ref TSink sink)
        where TSink : struct, IValueSink
    {
        var length = _form.ValueLength(entry);
        var place = _form.Value(entry, keyLength);
        // Before much memory is asked for.
        if (!_form.IsFixed && !IsStill(stripe, version)) return false;
        if (length < StoredValue.NullLength || place + length > _limit)
        {
            Nonsense(stripe, version);
            return false;
        }

        sink.Take(place, length);
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryReadLocked<TSink>(StripeState* stripe, ReadOnlySpan<byte> key, uint hash, ref TSink sink)
        where TSink : struct, IValueSink
    {
        using var change = Enter(stripe);
        var link = Find_NeedsLock(stripe, key, hash);
        if (link == null || *link == 0) return false;
        Give(TableHeader.At(TableOf_NeedsLock(stripe), *link), ref sink);
        return true;
    }

    private void Give<TSink>(Entry* entry, ref TSink sink)
        where TSink : struct, IValueSink => sink.Take(_form.Value(entry, _form.KeyLength(entry)), _form.ValueLength(entry));

    private long CountOf(StripeState* stripe)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var version = Volatile.Read(ref stripe->Version);
            var count = Volatile.Read(ref stripe->Count);
            if ((version & 1) == 0 && IsStill(stripe, version)) return count;
            Thread.SpinWait(Math.Min(1 << attempt, LongestSpin));
        }

        using var change = Enter(stripe);
        return stripe->Count;
    }

    /// <summary>Copies all entries of a stripe, as they are at one moment.</summary>
    /// <param name="index">Which stripe.</param>
    /// <param name="buffer">Where they go, one behind the other: the lengths of key and value, the key, the value; grows.</param>
    /// <returns>How many there are.</returns>
    internal int CopyStripe(int index, ref byte[] buffer)
    {
        var stripe = _stripes + index;
        while (true)
        {
            long needed;
            using (var change = Enter(stripe))
            {
                needed = CopyLength_NeedsLock(stripe);
                if (needed <= buffer.Length) return CopyAll_NeedsLock(stripe, buffer);
            }

            // Not under the lock, since it may take long. By then there may be more.
            if (needed > Array.MaxLength) throw new InsufficientMemoryException("A part of a shared dictionary is too large to be copied.");
            buffer = GC.AllocateUninitializedArray<byte>((int)Math.Min(Array.MaxLength, needed + (needed / 4)));
        }
    }

    private long CopyLength_NeedsLock(StripeState* stripe)
    {
        AssertHeld(stripe);
        if (stripe->Table == 0) return 0;
        var table = TableOf_NeedsLock(stripe);
        // A copy has lengths of 8 bytes, and what varies has 16 in the table.
        return TableHeader.UnitLength * (_form.IsFixed ? stripe->Count * (_form.UsualUnits + 1) : table->Used);
    }

    private int CopyAll_NeedsLock(StripeState* stripe, byte[] buffer)
    {
        AssertHeld(stripe);
        if (stripe->Table == 0) return 0;
        var table = TableOf_NeedsLock(stripe);
        var rest = buffer.AsSpan();
        var count = 0;
        for (var bucket = 0L; bucket <= table->BucketMask; bucket++)
        {
            for (var place = *TableHeader.Bucket(table, (uint)bucket); place != 0; count++)
            {
                if (count >= stripe->Count) _arena.ThrowDamaged();
                var entry = CheckedEntry(table, place);
                rest = rest[CopyEntry(entry, rest)..];
                place = entry->Next;
            }
        }

        return count;
    }

    private int CopyEntry(Entry* entry, Span<byte> destination)
    {
        var (keyLength, valueLength) = (_form.KeyLength(entry), _form.ValueLength(entry));
        if (destination.Length < (2L * sizeof(int)) + keyLength + Math.Max(valueLength, 0)) _arena.ThrowDamaged();
        BitConverter.TryWriteBytes(destination, keyLength);
        BitConverter.TryWriteBytes(destination[sizeof(int)..], valueLength);
        new ReadOnlySpan<byte>(_form.Key(entry), keyLength).CopyTo(destination[(2 * sizeof(int))..]);
        var value = new ReadOnlySpan<byte>(_form.Value(entry, keyLength), Math.Max(valueLength, 0));
        value.CopyTo(destination[((2 * sizeof(int)) + keyLength)..]);
        return (2 * sizeof(int)) + keyLength + value.Length;
    }
}
