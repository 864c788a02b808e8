using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Multiprocessing.Memory;

namespace Multiprocessing.Collections;

/// <content>
/// Writing, under a stripe's lock. A value of at most 8 bytes is written in place, by one instruction; all else takes several words, so
/// each is noted before it is written, and a change whose process is killed half-way is taken back by the next owner of the lock.
/// </content>
internal sealed unsafe partial class StripedTable
{
    /// <summary>Writes a key's value.</summary>
    /// <param name="key">The key.</param>
    /// <param name="hash">Its hash code.</param>
    /// <param name="value">The value.</param>
    /// <param name="mode">When it is written.</param>
    /// <param name="expected">What has to be there, for <see cref="WriteMode.Replace"/>.</param>
    /// <returns>Whether it was written.</returns>
    /// <exception cref="InsufficientMemoryException">There is no room for it, and all is as before.</exception>
    internal bool TryWrite(ReadOnlySpan<byte> key, ulong hash, StoredValue value, WriteMode mode, StoredValue expected = default)
    {
        var stripe = StripeOf(hash);
        using var change = Enter(stripe);
        var link = Find_NeedsLock(stripe, key, (uint)hash);
        if (link != null && *link != 0)
        {
            var entry = TableHeader.At(TableOf_NeedsLock(stripe), *link);
            if (mode == WriteMode.Add || (mode == WriteMode.Replace && !HasValue(entry, expected))) return false;
            if (_form.HasCell)
            {
                SetCell(entry, key.Length, value.Bytes);
                return true;
            }
        }
        else if (mode == WriteMode.Replace) return false;

        Put_NeedsLock(change, stripe, link, key, (uint)hash, value);
        return true;
    }

    /// <summary>Adds to a number; one that is not there is zero.</summary>
    /// <returns>The sum.</returns>
    /// <exception cref="InsufficientMemoryException">There is no room for it, and all is as before.</exception>
    internal T Add<T>(ReadOnlySpan<byte> key, ulong hash, T amount)
        where T : unmanaged, INumber<T>
    {
        var stripe = StripeOf(hash);
        using var change = Enter(stripe);
        var link = Find_NeedsLock(stripe, key, (uint)hash);
        if (link == null || *link == 0)
        {
            Put_NeedsLock(change, stripe, link, key, (uint)hash, new StoredValue(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in amount))));
            return amount;
        }

        var entry = TableHeader.At(TableOf_NeedsLock(stripe), *link);
        var sum = unchecked(*(T*)_form.Value(entry, key.Length) + amount);
        SetCell(entry, key.Length, MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in sum)));
        return sum;
    }

    /// <summary>Removes a key.</summary>
    /// <returns>Whether it was there.</returns>
    internal bool TryRemove<TSink>(ReadOnlySpan<byte> key, ulong hash, ref TSink sink)
        where TSink : struct, IValueSink
    {
        var stripe = StripeOf(hash);
        using var change = Enter(stripe);
        var link = Find_NeedsLock(stripe, key, (uint)hash);
        if (link == null || *link == 0) return false;
        var table = TableOf_NeedsLock(stripe);
        var place = *link;
        var entry = TableHeader.At(table, place);
        Give(entry, ref sink);
        BeginChange(stripe);
        change.Set((int*)link, (int)entry->Next);
        Free_NeedsLock(change, table, place);
        change.Set(&stripe->Count, stripe->Count - 1);
        change.Commit();
        EndChange(stripe);
        return true;
    }

    /// <summary>Removes all keys, of one stripe after the other.</summary>
    internal void Clear()
    {
        for (var index = 0; index < StripeCount; index++)
        {
            var stripe = _stripes + index;
            using var change = Enter(stripe);
            if (stripe->Table == 0) continue;
            BeginChange(stripe);
            change.Set(&stripe->Spare, stripe->Table);
            change.Set(&stripe->Table, 0);
            change.Set(&stripe->Count, 0);
            change.Commit();
            EndChange(stripe);
            ReleaseSpare_NeedsLock(stripe);
        }
    }

    // Where there was an entry before, the new one takes its place in the bucket.
    private void Put_NeedsLock(in ArenaChange change, StripeState* stripe, uint* link, ReadOnlySpan<byte> key, uint hash, StoredValue value)
    {
        var units = _form.UnitsOf(key.Length, value.Length);
        if (MakeRoom_NeedsLock(change, stripe, units, isNew: link == null || *link == 0)) link = Find_NeedsLock(stripe, key, hash);
        var table = TableOf_NeedsLock(stripe);
        var before = *link;
        BeginChange(stripe);
        var place = Take_NeedsLock(change, table, units);
        var entry = TableHeader.At(table, place);
        change.Set((int*)&entry->Next, before == 0 ? 0 : (int)TableHeader.At(table, before)->Next);
        Fill(entry, key, hash, value);
        change.Set((int*)link, (int)place);
        if (before != 0) Free_NeedsLock(change, table, before);
        else change.Set(&stripe->Count, stripe->Count + 1);
        change.Commit();
        EndChange(stripe);
    }

    private uint Take_NeedsLock(in ArenaChange change, TableHeader* table, int units)
    {
        if (table->Free != 0)
        {
            var free = (uint)table->Free;
            change.Set(&table->Free, CheckedEntry(table, free)->Next);
            return free;
        }

        var place = table->Used;
        change.Set(&table->Used, place + units);
        return (uint)place;
    }

    private void Free_NeedsLock(in ArenaChange change, TableHeader* table, uint place)
    {
        var entry = TableHeader.At(table, place);
        if (!_form.IsFixed)
        {
            change.Set(&table->Dead, table->Dead + _form.UnitsOf(entry));
            return;
        }

        change.Set((int*)&entry->Next, (int)table->Free);
        change.Set(&table->Free, place);
    }

    private void Fill(Entry* entry, ReadOnlySpan<byte> key, uint hash, StoredValue value)
    {
        entry->Hash = hash;
        if (!_form.IsFixed) (entry->KeyLength, entry->ValueLength) = (key.Length, value.Length);
        key.CopyTo(new Span<byte>(_form.Key(entry), key.Length));
        if (_form.HasCell) SetCell(entry, key.Length, value.Bytes);
        else value.Bytes.CopyTo(new Span<byte>(_form.Value(entry, key.Length), value.Bytes.Length));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SetCell(Entry* entry, int keyLength, ReadOnlySpan<byte> value)
    {
        var cell = value.Length switch
        {
            sizeof(int) => Unsafe.ReadUnaligned<uint>(in value[0]),
            sizeof(long) => Unsafe.ReadUnaligned<long>(in value[0]),
            _ => Cell(value),
        };
        Volatile.Write(ref *(long*)_form.Value(entry, keyLength), cell);
    }

    private static long Cell(ReadOnlySpan<byte> value)
    {
        var cell = 0L;
        value.CopyTo(MemoryMarshal.AsBytes(new Span<long>(ref cell)));
        return cell;
    }

    private bool HasValue(Entry* entry, StoredValue expected) => _form.ValueLength(entry) == expected.Length
        && new ReadOnlySpan<byte>(_form.Value(entry, _form.KeyLength(entry)), expected.Bytes.Length).SequenceEqual(expected.Bytes);
}
