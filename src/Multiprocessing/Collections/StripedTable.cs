using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using Multiprocessing.Memory;
using Multiprocessing.Platform;
using Multiprocessing.Waiting;

namespace Multiprocessing.Collections;

/// <summary>
/// A hash table in the arena, of keys and values that are bytes, in parts: the stripes. Each stripe has a lock for writers, with a log by
/// which the next owner takes back what a killed one has begun, and a version by which readers, which take no lock, see whether they have
/// read what was true. A stripe's entries lie in a table of its own. When that is full, the entries are copied to another table, and one
/// change makes that one the stripe's.
/// </summary>
internal sealed unsafe partial class StripedTable
{
    private const int StripesPerProcessor = 8, MinStripeOrder = 4;

    private readonly Arena _arena;
    private readonly DictionaryState* _state;
    private readonly StripeState* _stripes;
    private readonly byte* _limit;
    private readonly int _stripeShift;
    private readonly SeededHash _hash;
    private readonly EntryForm _form;

    internal StripedTable(Hold hold, EntryForm form)
    {
        _arena = hold.Arena;
        _form = form;
        _state = (DictionaryState*)hold.Contents;
        _stripes = (StripeState*)(_state + 1);
        _limit = _arena.At(0) + _arena.End;
        var order = _state->StripeOrder;
        if ((uint)order > StripeState.MaxOrder || hold.ContentLength < LengthWith(order)) _arena.ThrowDamaged();
        (StripeCount, _stripeShift) = (1 << order, 64 - order);
        _hash = new SeededHash(_state->Seed, _state->SecondSeed);
    }

    internal int StripeCount { get; }

    /// <summary>How many entries there are; each stripe is counted at a moment of its own.</summary>
    internal long Count
    {
        get
        {
            var count = 0L;
            for (var index = 0; index < StripeCount; index++) count += CountOf(_stripes + index);
            return count;
        }
    }

    /// <summary>The length of a new dictionary's block.</summary>
    internal static long NewLength => LengthWith(NewOrder);

    private static int NewOrder => Math.Clamp(BitOperations.Log2((uint)(Environment.ProcessorCount * StripesPerProcessor)), MinStripeOrder,
        StripeState.MaxOrder);

    internal ulong Hash(ReadOnlySpan<byte> key) => _hash.Of(key);

    /// <summary>Makes a new block a dictionary.</summary>
    internal static void Initialize(Hold hold, long capacity)
    {
        var state = (DictionaryState*)hold.Contents;
        FillSeed(new Span<byte>(&state->Seed, 2 * sizeof(ulong)));
        state->StripeOrder = NewOrder;
        // Hash codes do not fill all stripes alike.
        state->Capacity = capacity == 0 ? 0 : (capacity >> NewOrder) + (capacity >> (NewOrder + 3)) + 1;
    }

    private static void FillSeed(Span<byte> seed)
    {
        try
        {
            RandomBytes.Fill(seed);
        }
        catch (SystemCallException refusal)
        {
            throw new PlatformNotSupportedException(refusal.Message, refusal);
        }
    }

    private static long LengthWith(int order) => DictionaryState.Length + ((long)StripeState.Length << order);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private StripeState* StripeOf(ulong hash) => _stripes + (hash >> _stripeShift);

    // Enters the lock. What a killed owner had begun to change is taken back by then, so its version is even again.
    private ArenaChange Enter(StripeState* stripe)
    {
        var change = new ArenaChange(ChangeLog.Of(_arena, (byte*)stripe));
        try
        {
            if ((stripe->Version & 1) != 0) EndChange(stripe);
            if ((stripe->Spare | stripe->SpareHold) != 0) ReleaseSpare_NeedsLock(stripe);
        }
        catch
        {
            change.Dispose();
            throw;
        }

        return change;
    }

    [Conditional("DEBUG")]
    private static void AssertHeld(StripeState* stripe) => Debug.Assert(OwnerWord.Owner(&stripe->Lock) == LifeMarks.Self);

    // From here on, readers of the stripe wait, or look again.
    private static void BeginChange(StripeState* stripe)
    {
        Debug.Assert((stripe->Version & 1) == 0);
        Volatile.Write(ref stripe->Version, stripe->Version + 1);
        Volatile.WriteBarrier();
    }

    private static void EndChange(StripeState* stripe) => Volatile.Write(ref stripe->Version, stripe->Version + 1);

    private TableHeader* TableAt(long offset) => (TableHeader*)_arena.At(offset);

    /// <summary>Where the place of a key's entry is noted, or the end of its bucket; null where there is no table.</summary>
    private uint* Find_NeedsLock(StripeState* stripe, ReadOnlySpan<byte> key, uint hash)
    {
        AssertHeld(stripe);
        if (stripe->Table == 0) return null;
        var table = TableOf_NeedsLock(stripe);
        var link = TableHeader.Bucket(table, hash);
        for (var steps = 0L; *link != 0; steps++)
        {
            var entry = CheckedEntry(table, *link);
            if (entry->Hash == hash && IsKey(entry, key)) return link;
            if (steps > table->Units) _arena.ThrowDamaged();
            link = &entry->Next;
        }

        return link;
    }

    /// <summary>A stripe's table. It is looked at first: any process may have written anything there.</summary>
    private TableHeader* TableOf_NeedsLock(StripeState* stripe)
    {
        AssertHeld(stripe);
        var table = TableAt(stripe->Table);
        var most = (_limit - (byte*)(table + 1)) / TableHeader.UnitLength;
        var isSound = (ulong)table->Units <= (ulong)most && BitOperations.IsPow2(table->BucketMask + 1L) && FirstEntry(table) <= table->Used
            && table->Used <= table->End && (ulong)stripe->Count <= (ulong)table->Units;
        if (!isSound) _arena.ThrowDamaged();
        return table;
    }

    // The table is sound, but its entries may be anything.
    private Entry* CheckedEntry(TableHeader* table, uint place)
    {
        if (place < FirstEntry(table) || place >= table->Used) _arena.ThrowDamaged();
        var entry = TableHeader.At(table, place);
        var (keyLength, valueLength) = (_form.KeyLength(entry), _form.ValueLength(entry));
        if (keyLength < 0 || valueLength < StoredValue.NullLength || place + (long)_form.UnitsOf(keyLength, valueLength) > table->Used)
        {
            _arena.ThrowDamaged();
        }

        return entry;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsKey(Entry* entry, ReadOnlySpan<byte> key)
    {
        var place = _form.Key(entry);
        if (_form.KeyLength(entry) != key.Length || place + key.Length > _limit) return false;
        return key.Length switch
        {
            sizeof(int) => *(int*)place == Unsafe.ReadUnaligned<int>(in key[0]),
            sizeof(long) => *(long*)place == Unsafe.ReadUnaligned<long>(in key[0]),
            _ => key.SequenceEqual(new ReadOnlySpan<byte>(place, key.Length)),
        };
    }
}
