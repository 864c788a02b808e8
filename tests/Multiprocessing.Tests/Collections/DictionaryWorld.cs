using System.Security.Cryptography;
using Multiprocessing.Collections;
using Multiprocessing.Memory;
using Multiprocessing.Tests.Memory;
using Multiprocessing.Waiting;

namespace Multiprocessing.Tests.Collections;

/// <summary>
/// A dictionary in an arena of its own, which one process changes and another one finds, after each single step of the change, as if the
/// first one had been killed there.
/// </summary>
internal sealed unsafe class DictionaryWorld : IDisposable
{
    private const int Order = 22;

    // Blocks are taken from the beginning; what lies behind is never touched.
    private const int TouchedBytes = 1 << 19;
    private const int Keys = 60;

    // No hold is there: who lets go of it finds the arena damaged, and so stops.
    private const long NoHold = 8;

    private readonly PrivateArena _arena = new(Order);
    private readonly Random _random;
    private readonly int _keyLength;
    private readonly int _valueLength;
    private readonly Dictionary<int, byte[]> _model = [];
    private readonly Arena _process;
    private readonly long _atFirst;
    private readonly Hold _hold;
    private readonly Hold _nextHold;
    private readonly StripedTable _table;
    private readonly StripedTable _next;
    private readonly DictionaryState* _state;

    internal DictionaryWorld(int seed, int keyLength, int valueLength)
    {
        _random = new Random(seed);
        (_keyLength, _valueLength) = (keyLength, valueLength);
        _process = _arena.Join();
        var next = _arena.Join();
        _atFirst = _process.UsedBytes;
        _hold = _process.Create(BlockKind.Dictionary, StripedTable.NewLength);
        StripedTable.Initialize(_hold, 0);
        _nextHold = next.Adopt(_hold.Reference, BlockKind.Dictionary);
        var form = new EntryForm(keyLength, valueLength);
        (_table, _next) = (new StripedTable(_hold, form), new StripedTable(_nextHold, form));
        _state = (DictionaryState*)_hold.Contents;
    }

    internal int KillPoints { get; private set; }

    internal void ChangeSomething()
    {
        var key = _random.Next(Keys);
        var value = Value();
        switch (_random.Next(6))
        {
            case 0:
                Try(key, table => table.TryWrite(Bytes(key), table.Hash(Bytes(key)), new StoredValue(value), WriteMode.Add), model => model.TryAdd(key, value));
                break;
            case 1 or 2:
                Try(key, table => Remove(table, key), model => model.Remove(key));
                break;
            case 3 when _random.Next(20) == 0:
                // Of all its changes, those of one part are tried.
                TryClear();
                break;
            case 3 when _model.TryGetValue(key, out var old):
                Try(key, table => table.TryWrite(Bytes(key), table.Hash(Bytes(key)), new StoredValue(value), WriteMode.Replace, new StoredValue(old)), model => model[key] = value);
                break;
            default:
                Try(key, table => table.TryWrite(Bytes(key), table.Hash(Bytes(key)), new StoredValue(value), WriteMode.Set), model => model[key] = value);
                break;
        }

        RequireModel(_table, _model);
    }

    /// <summary>Writes until there is no room, which must change nothing.</summary>
    internal void FillUp()
    {
        for (var round = 0; round < 3; round++)
        {
            var key = 1000 * round;
            Assert.Throws<InsufficientMemoryException>((Action)(() =>
            {
                for (; ; key++)
                {
                    var value = Value();
                    _table.TryWrite(Bytes(key), _table.Hash(Bytes(key)), new StoredValue(value), WriteMode.Set);
                    _model[key] = value;
                }
            }));
            Assert.True(_model.Count > 100);
            RequireModel(_next, _model);
            ArenaCheck.Run(_arena.Start, Order, withContents: false);
            _next.Clear();
            _model.Clear();
        }
    }

    /// <summary>Writes over something, and uses all; then all is as it was before.</summary>
    internal bool IsDamageFound()
    {
        var before = All.ToArray();
        for (var count = _random.Next(1, 4); count > 0; count--) Scribble();
        try
        {
            UseAll();
            return false;
        }
        catch (InvalidDataException)
        {
            return true;
        }
        catch (InsufficientMemoryException)
        {
            return true;
        }
        finally
        {
            before.CopyTo(All);
        }
    }

    // Not over locks, whose owners would be waited for.
    private void Scribble()
    {
        var stripe = FirstStripe + _random.Next(_table.StripeCount);
        if (stripe->Table == 0 || _random.Next(3) == 0)
        {
            var word = _random.Next(5) switch
            {
                0 => &stripe->Version,
                1 => &stripe->Table,
                2 => &stripe->Count,
                3 => &stripe->Spare,
                _ => &stripe->SpareHold,
            };
            *word = Nonsense();
            return;
        }

        var table = (long*)(_arena.Start + stripe->Table);
        var isTable = stripe->Table > ArenaLayout.HeapAt(Order) && stripe->Table < ArenaLayout.HeapAt(Order) + TouchedBytes;
        if (isTable) table[_random.Next(_random.Next(2) == 0 ? 8 : 200)] = Nonsense();
    }

    private long Nonsense() => _random.Next(4) switch
    {
        0 => _random.NextInt64(),
        1 => -_random.Next(100),
        2 => _random.Next(200) + (_random.NextInt64(200) << 32),
        _ => ArenaLayout.HeapAt(Order) + (8 * _random.Next(TouchedBytes / 8)),
    };

    private void UseAll()
    {
        var sink = new BytesSink([]);
        byte[] buffer = [];
        for (var key = 0; key < Keys; key++) _table.TryRead(Bytes(key), _table.Hash(Bytes(key)), ref sink);
        _ = _table.Count;
        for (var index = 0; index < _table.StripeCount; index++) _table.CopyStripe(index, ref buffer);
        for (var key = 0; key < Keys; key += 3) _table.TryWrite(Bytes(key), _table.Hash(Bytes(key)), new StoredValue(Value()), WriteMode.Set);
        for (var key = 0; key < Keys; key += 2) Remove(_table, key);
        _table.Clear();
    }

    internal void ReleaseAll()
    {
        Assert.True(_process.UsedBytes < TouchedBytes / 2);
        ArenaCheck.Run(_arena.Start, Order, withContents: true);
        _hold.Dispose();
        RequireModel(_next, _model);
        _nextHold.Dispose();
        ArenaCheck.Run(_arena.Start, Order, withContents: true);
        Assert.Equal(_atFirst, _process.UsedBytes);
    }

    public void Dispose()
    {
        PrivateArena.Forget(_hold);
        PrivateArena.Forget(_nextHold);
        _arena.Dispose();
    }

    // A change may move the stripe to another table first, which is a change of its own.
    private void Try(int key, Action<StripedTable> change, Action<Dictionary<int, byte[]>> modelChange)
    {
        var stripe = StripeOf(key);
        var after = new Dictionary<int, byte[]>(_model);
        modelChange(after);
        TryLeftoverOfBuilder(stripe, change, after);
        if (StopsBeforeRelease(stripe, change))
        {
            TryAll(stripe, change, _model, after, _model);
            _next.TryWrite(Bytes(key), _next.Hash(Bytes(key)), default, WriteMode.Replace);
            Assert.Equal(0, stripe->Spare);
        }

        ClearNotes(stripe);
        change(_table);
        TryAll(stripe, change, _model, after, after);
        modelChange(_model);
    }

    private void TryClear()
    {
        var stripe = FirstStripe + _random.Next(1 << _state->StripeOrder);
        if (stripe->Table == 0) return;
        var after = _model.Where(pair => StripeOf(pair.Key) != stripe).ToDictionary();
        // Those before it are cleared too.
        foreach (var key in _model.Keys.Where(key => StripeOf(key) < stripe).ToArray())
        {
            Remove(_table, key);
            _model.Remove(key);
            after.Remove(key);
        }

        for (var other = FirstStripe; other < stripe; other++) Assert.Equal(0, other->Count);
        var whole = new Dictionary<int, byte[]>(_model);
        Assert.True(StopsBeforeRelease(stripe, static table => table.Clear()));
        TryAll(stripe, static table => table.Clear(), whole, [], after);
        _table.Clear();
        _model.Clear();
    }

    /// <summary>Lets a change stop before it lets go of the table that it has left.</summary>
    private bool StopsBeforeRelease(StripeState* stripe, Action<StripedTable> change)
    {
        if (stripe->Table == 0) return false;
        var table = (TableHeader*)_process.At(stripe->Table);
        var before = All.ToArray();
        (var hold, table->Hold) = (table->Hold, NoHold);
        ClearNotes(stripe);
        try
        {
            change(_table);
            before.CopyTo(All);
            return false;
        }
        catch (InvalidDataException)
        {
            table->Hold = hold;
            stripe->SpareHold = 0;
            *(int*)_process.At(ArenaLayout.DamagedAt) = 0;
            return true;
        }
    }

    /// <summary>The other process finds what the change was after each of its steps; then all is as it was when this was called.</summary>
    private void TryAll(StripeState* stripe, Action<StripedTable> change, Dictionary<int, byte[]> before, Dictionary<int, byte[]> whole, Dictionary<int, byte[]> now)
    {
        var end = All.ToArray();
        var writes = ReadNotes(stripe);
        for (var write = writes.Count - 1; write >= 0; write--) Write(writes[write].Place, writes[write].Was);
        var start = All.ToArray();
        for (var written = 0; writes.Count > 0 && written <= writes.Count; written++)
        {
            for (var noted = written; noted <= Math.Min(written + 1, writes.Count); noted++)
            {
                start.CopyTo(All);
                for (var write = 0; write < written; write++) Write(writes[write].Place, writes[write].Became);
                Find(stripe, noted, before, change, whole);
            }
        }

        end.CopyTo(All);
        // Committed, and killed before the version was even again.
        Find(stripe, 0, now, change, whole);
        end.CopyTo(All);
    }

    private void Find(StripeState* stripe, int noted, Dictionary<int, byte[]> expected, Action<StripedTable> change, Dictionary<int, byte[]> whole)
    {
        *(&stripe->Lock + 1) = noted;
        stripe->Lock = OwnerWord.Abandoned | (_random.Next(2) * OwnerWord.Sleepers);
        if ((stripe->Version & 1) == 0) stripe->Version++;
        KillPoints++;
        RequireModel(_next, expected);
        Assert.Equal((0, 0L, 0L, 0L), (*(&stripe->Lock + 1), stripe->Spare, stripe->SpareHold, stripe->Version & 1));
        RequireNoLeak();
        change(_next);
        RequireModel(_next, whole);
        RequireNoLeak();
    }

    // A table that its builder did not live to make the stripe's.
    private void TryLeftoverOfBuilder(StripeState* stripe, Action<StripedTable> change, Dictionary<int, byte[]> whole)
    {
        var before = All.ToArray();
        _process.CreateBuffer(_process.OffsetOf(_state), 1 << _random.Next(4, 10), &stripe->Spare);
        var table = (TableHeader*)_process.At(stripe->Spare);
        // Or one that whoever let go of it has begun to clear.
        var isCleared = _random.Next(2) == 0;
        if (isCleared) stripe->SpareHold = table->Hold;
        RandomNumberGenerator.Fill(new Span<byte>(table + 1, (int)table->Units * TableHeader.UnitLength));
        (table->Used, table->BucketMask) = (_random.NextInt64(), 77);
        if (isCleared) new Span<byte>(table, TableHeader.Length + ((int)table->Units * TableHeader.UnitLength)).Clear();
        stripe->Lock = OwnerWord.Abandoned;
        RequireModel(_next, _model);
        change(_next);
        RequireModel(_next, whole);
        Assert.Equal(0, stripe->Spare);
        RequireNoLeak();
        KillPoints++;
        before.CopyTo(All);
    }

    private void RequireNoLeak()
    {
        ArenaCheck.Run(_arena.Start, Order, withContents: false);
        var (tables, holds) = (0, 0);
        for (var stripe = FirstStripe; stripe < FirstStripe + (1 << _state->StripeOrder); stripe++) tables += stripe->Table == 0 ? 0 : 1;
        for (var hold = _state->Holds; hold != 0; hold = ((HoldRecord*)_process.At(hold))->Next) holds++;
        Assert.Equal(tables, holds);
    }

    private static void RequireModel(StripedTable table, Dictionary<int, byte[]> model)
    {
        var sink = new BytesSink([]);
        var world = table;
        Assert.Equal(model.Count, world.Count);
        foreach (var (key, value) in model)
        {
            var bytes = Known[key];
            Assert.True(table.TryRead(bytes, table.Hash(bytes), ref sink), "A key is gone.");
            Assert.True(sink.Value.Bytes.SequenceEqual(value), "A key has another value.");
        }
    }

    [ThreadStatic]
    private static Dictionary<int, byte[]>? t_known;

    private static Dictionary<int, byte[]> Known => t_known ??= [];

    // Keys of their own length have the number at their end.
    private byte[] Bytes(int key)
    {
        var bytes = new byte[_keyLength > 0 ? _keyLength : sizeof(int) + (key % 9)];
        BitConverter.TryWriteBytes(bytes.AsSpan(bytes.Length - sizeof(int)), key);
        return Known[key] = bytes;
    }

    private byte[] Value()
    {
        var bytes = new byte[_valueLength >= 0 ? _valueLength : _random.Next(70)];
        _random.NextBytes(bytes);
        return bytes;
    }

    private bool Remove(StripedTable table, int key)
    {
        var sink = default(NoSink);
        return table.TryRemove(Bytes(key), table.Hash(Bytes(key)), ref sink);
    }

    private StripeState* FirstStripe => (StripeState*)(_state + 1);

    private StripeState* StripeOf(int key) => FirstStripe + (_table.Hash(Bytes(key)) >> (64 - _state->StripeOrder));

    private Span<byte> All => new(_arena.Start, (int)ArenaLayout.HeapAt(Order) + TouchedBytes);

    private static long* Notes(StripeState* stripe) => (long*)((byte*)stripe + ChangeLog.ObjectState);

    private static void ClearNotes(StripeState* stripe) =>
        new Span<byte>(Notes(stripe), ChangeLog.ObjectLength - ChangeLog.ObjectState).Clear();

    // What a write wrote is what the next one to the same place found, or what is there now.
    private List<(long Place, long Was, long Became)> ReadNotes(StripeState* stripe)
    {
        var writes = new List<(long Place, long Was, long Became)>();
        var values = new Dictionary<long, long>();
        var count = 0;
        while (count < 8 && Notes(stripe)[2 * count] != 0) count++;
        for (var note = count - 1; note >= 0; note--)
        {
            var (place, was) = (Notes(stripe)[2 * note], Notes(stripe)[(2 * note) + 1]);
            writes.Insert(0, (place, was, values.TryGetValue(place, out var later) ? later : Read(place)));
            values[place] = was;
        }

        return writes;
    }

    // The lowest bit of a place tells that only half a word was noted.
    private long Read(long place) => (place & 1) == 0 ? *(long*)(_arena.Start + place) : *(int*)(_arena.Start + (place & ~1));

    private void Write(long place, long value)
    {
        if ((place & 1) == 0) *(long*)(_arena.Start + place) = value;
        else *(int*)(_arena.Start + (place & ~1)) = (int)value;
    }
}
