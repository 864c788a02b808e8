using System.Reflection;

namespace Multiprocessing.Serialization;

/// <summary>
/// Copies the memory of a dictionary or a set whose hash codes are the same everywhere: no element is hashed again where it arrives.
/// </summary>
internal sealed class HashTableImage
{
    // The headers of the two arrays, in bytes.
    private const int Cost = 64;

    private readonly Type _key;
    private readonly int _buckets;
    private readonly int _entries;
    private readonly int _count;
    private readonly int _comparer;
    private readonly int _freeList;
    private readonly int _freeCount;
    private readonly int _multiplier;
    private readonly TypePlan _array;
    private readonly FieldStep[] _rest;
    private readonly Type _collection;
    private Rehashing? _rehashing;

    internal HashTableImage(Type collection)
    {
        (_collection, _key) = (collection, collection.GetGenericArguments()[0]);
        (_buckets, _entries, _count, _comparer) = (Offset("_buckets"), Offset("_entries"), Offset("_count"), Offset("_comparer"));
        (_freeList, _freeCount, _multiplier) = (Offset("_freeList"), Offset("_freeCount"), Offset("_fastModMultiplier"));
        _array = TypePlan.Of(Field("_entries").FieldType);
        var rest = new GrowingArray<FieldStep>();
        foreach (var step in StepList.Of(collection, null))
        {
            if (step.Offset != _buckets && step.Offset != _entries && step.Offset != _comparer) rest.Add(step);
        }

        _rest = rest.ToArray();

        FieldInfo Field(string name) => collection.GetField(name, BindingFlags.Instance | BindingFlags.NonPublic)!;

        int Offset(string name) => FieldOffsets.Of(Field(name));
    }

    /// <summary>Returns how the collection hashes, or <see cref="HashCodes.Differ"/>.</summary>
    internal int Hashing(object collection) => HashCodes.Find(_key, RawMemory.Field<object?>(collection, _comparer));

    internal void Write(ObjectWriter writer, object collection)
    {
        var buckets = RawMemory.Field<int[]?>(collection, _buckets);
        if (buckets is null || RawMemory.Field<Array?>(collection, _entries) is not { } entries) writer.WriteCompact(0);
        else
        {
            writer.WriteCompact((uint)buckets.Length);
            writer.WriteLargeMemory(ref RawMemory.OfArray(buckets), (long)buckets.Length * sizeof(int));
            // Another thread may be adding to the collection.
            var count = Math.Min(RawMemory.Field<int>(collection, _count), Math.Min(buckets.Length, entries.Length));
            writer.WriteCompact((uint)count);
            ref var first = ref RawMemory.OfArray(entries);
            if (_array.Kind == PlanKind.RawArray) writer.WriteLargeMemory(ref first, (long)count * _array.Element!.Size);
            else writer.WriteElements(ref first, count, _array.Element!);
        }

        writer.WriteSteps(ref RawMemory.Of(collection), _rest);
    }

    internal void Read(ObjectReader reader, object collection, int hashing)
    {
        reader.Charge(Cost);
        RawMemory.Field<object?>(collection, _comparer) = HashCodes.Comparer(_key, hashing);
        var length = reader.CheckCount(reader.ReadCompact(), sizeof(int), sizeof(int) + _array.Element!.Size);
        uint count = 0;
        if (length > 0)
        {
            var buckets = new int[length];
            var entries = Array.CreateInstanceFromArrayType(_array.Type, length);
            reader.ReadLargeMemory(ref RawMemory.OfArray(buckets), (long)length * sizeof(int));
            count = reader.ReadCompact();
            if (count > (uint)length) throw ObjectReader.Corrupt();
            if (_array.Kind == PlanKind.RawArray) reader.ReadRawElements(ref RawMemory.OfArray(entries), count, _array.Element);
            else reader.ReadElements(ref RawMemory.OfArray(entries), count, _array.Element);
            RawMemory.Field<int[]?>(collection, _buckets) = buckets;
            RawMemory.Field<Array?>(collection, _entries) = entries;
        }

        reader.ReadSteps(ref RawMemory.Of(collection), _rest);
        // Another thread may have added to the collection after its entries were written.
        RawMemory.Field<uint>(collection, _count) = count;
        if (length > 0) Check(collection, length, count);
    }

    // How the entries are linked is not checked: .NET never follows more links than there are entries, nor leaves their array.
    private void Check(object collection, int length, uint count)
    {
        var (free, first) = (RawMemory.Field<uint>(collection, _freeCount), RawMemory.Field<int>(collection, _freeList));
        if (free > count || (free > 0 && (uint)first >= count)
            || RawMemory.Field<ulong>(collection, _multiplier) != (ulong.MaxValue / (uint)length) + 1)
        {
            throw ObjectReader.Corrupt();
        }
    }

    /// <summary>Builds the table of a network peer's collection anew, by its keys, since the peer may lie about the table.</summary>
    internal void Rehash(ObjectReader reader, object collection)
    {
        if (RawMemory.Field<Array?>(collection, _entries) is not { } entries) return;
        reader.Charge(2 * Cost + ((long)entries.Length * (sizeof(int) + _array.Element!.Size)));
        object built;
        try
        {
            built = (_rehashing ??= Rehashing.For(_collection)).Build(reader, collection);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            throw new InvalidDataException($"A message holds a {TypeName.Full(_collection)} whose elements do not make one.", exception);
        }

        foreach (var table in (int[])[_buckets, _entries, _comparer])
        {
            RawMemory.Field<object?>(collection, table) = RawMemory.Field<object?>(built, table);
        }

        foreach (var number in (int[])[_count, _freeList, _freeCount])
        {
            RawMemory.Field<int>(collection, number) = RawMemory.Field<int>(built, number);
        }

        RawMemory.Field<ulong>(collection, _multiplier) = RawMemory.Field<ulong>(built, _multiplier);
    }
}
