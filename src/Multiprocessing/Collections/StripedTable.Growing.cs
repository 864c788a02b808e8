using System.Runtime.CompilerServices;
using Multiprocessing.Memory;

namespace Multiprocessing.Collections;

/// <content>
/// Tables that are full. Another table is made and filled, out of sight, and then exchanged for the old one in one change. The new table is
/// noted as the stripe's spare from the moment when the dictionary holds it, and so is the old one after the exchange: wherever a process
/// is killed, the next owner of the lock lets go of the table that is not used.
/// </content>
internal sealed unsafe partial class StripedTable
{
    /// <summary>Makes room for one entry.</summary>
    /// <returns>Whether the entries have moved.</returns>
    private bool MakeRoom_NeedsLock(in ArenaChange change, StripeState* stripe, int units, bool isNew)
    {
        if (stripe->Table != 0)
        {
            var table = TableOf_NeedsLock(stripe);
            // Where entries were taken for longer than they are, the buckets are too few.
            var hasBuckets = !isNew || _form.IsFixed || stripe->Count <= 2L * table->BucketMask;
            if (hasBuckets && (table->Free != 0 || table->Used + units <= table->End)) return false;
        }

        Rebuild_NeedsLock(change, stripe, units);
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Rebuild_NeedsLock(in ArenaChange change, StripeState* stripe, int units)
    {
        var old = stripe->Table;
        if (old == 0 && stripe->Count != 0) _arena.ThrowDamaged();
        var live = old == 0 ? 0 : LiveUnits_NeedsLock(stripe, TableOf_NeedsLock(stripe));
        var first = (long)_form.UsualUnits * _state->Capacity;
        var size = old == 0 && _state->Capacity > 0 ? TableSize.For(Math.Max(first, units), _state->Capacity)
            : TableSize.For(live + units, stripe->Count + 1);
        _arena.TakeBackUnfinished();
        _arena.CreateBuffer(_arena.OffsetOf(_state), size.Units, &stripe->Spare);
        var table = TableAt(stripe->Spare);
        table->BucketMask = (uint)(size.Buckets - 1);
        table->Used = (TableHeader.Length / TableHeader.UnitLength) + (size.Buckets / 2);
        if (old != 0) CopyEntries(TableAt(old), table, stripe->Count);
        BeginChange(stripe);
        change.Set(&stripe->Table, stripe->Spare);
        change.Set(&stripe->Spare, old);
        change.Commit();
        EndChange(stripe);
        if (old != 0) ReleaseSpare_NeedsLock(stripe);
    }

    private long LiveUnits_NeedsLock(StripeState* stripe, TableHeader* table)
    {
        AssertHeld(stripe);
        return _form.IsFixed ? stripe->Count * _form.UsualUnits
            : Math.Clamp(table->Used - table->Dead - FirstEntry(table), 0, table->Units);
    }

    private static long FirstEntry(TableHeader* table) => (TableHeader.Length / TableHeader.UnitLength) + ((table->BucketMask + 1L) / 2);

    private void CopyEntries(TableHeader* from, TableHeader* to, long count)
    {
        var copied = 0L;
        for (var bucket = 0L; bucket <= from->BucketMask; bucket++)
        {
            for (var place = *TableHeader.Bucket(from, (uint)bucket); place != 0;)
            {
                var entry = CheckedEntry(from, place);
                var units = _form.UnitsOf(entry);
                if (++copied > count || to->Used + units > to->End) _arena.ThrowDamaged();
                var copy = TableHeader.At(to, (uint)to->Used);
                Buffer.MemoryCopy(entry, copy, (long)units * TableHeader.UnitLength, (long)units * TableHeader.UnitLength);
                var link = TableHeader.Bucket(to, entry->Hash);
                (copy->Next, *link) = (*link, (uint)to->Used);
                to->Used += units;
                place = entry->Next;
            }
        }
    }

    // The arena's log may have to take back a note that a killed process has left here.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ReleaseSpare_NeedsLock(StripeState* stripe)
    {
        AssertHeld(stripe);
        _arena.TakeBackUnfinished();
        if (stripe->Spare != 0)
        {
            // An owner that was killed in the middle may have cleared the table already.
            if (stripe->SpareHold == 0) Volatile.Write(ref stripe->SpareHold, TableAt(stripe->Spare)->Hold);
            _arena.ReleaseIn(stripe->SpareHold, &stripe->Spare);
        }

        Volatile.Write(ref stripe->SpareHold, 0);
    }
}
