using System.Collections;
using System.Reflection;

namespace Multiprocessing.Serialization;

/// <summary>
/// Formats a collection whose fields may mean nothing in another process: most hash codes differ there, and threads may be adding to it
/// now. Its elements are sent instead, and it is built anew from them, once they are complete, in the object to which others may already
/// refer. Where hash codes are the same everywhere, its memory is sent all the same.
/// </summary>
internal sealed class RebuiltCollection : Formatter
{
    internal override string? ReasonOverNetwork => null;

    // About how many bytes are taken to build a collection, and for each of its elements.
    private const int Cost = 1024;
    private const int CostOfConcurrent = 4096;
    private const int CostOfItem = 128;

    private readonly Type _type;
    private readonly TypePlan _key;
    private readonly TypePlan? _value;
    private readonly HashTableImage? _image;
    private CarefulFill? _careful;

    internal RebuiltCollection(Type type)
    {
        var arguments = type.IsGenericType ? type.GetGenericArguments() : [typeof(object), typeof(object)];
        _type = type;
        _key = TypePlan.Of(arguments[0]);
        _value = arguments.Length == 2 ? TypePlan.Of(arguments[1]) : null;
        if (type.Name is "Dictionary`2" or "HashSet`1") _image = new HashTableImage(type);
    }

    internal override Type Ancestor => _type;

    internal override bool HasContents => true;

    internal override void WriteContents(ObjectWriter writer, object value, TypePlan plan)
    {
        if (_image is not null)
        {
            var hashing = _image.Hashing(value);
            writer.WriteByte((byte)(hashing + 1));
            if (hashing != HashCodes.Differ)
            {
                _image.Write(writer, value);
                writer.WriteSteps(ref RawMemory.Of(value), plan.OwnSteps);
                return;
            }
        }

        var items = Items(value);
        writer.WriteReference(Comparer(value), TypePlan.Of(typeof(object)));
        writer.WriteCompact((uint)items.Length);
        for (var index = 0; index < items.Length; index++) writer.WriteItem(items[index], PlanAt(index));
        writer.WriteSteps(ref RawMemory.Of(value), plan.OwnSteps);
    }

    internal override void ReadContents(ObjectReader reader, object value, TypePlan plan)
    {
        if (_image is not null && reader.ReadByte() is > 0 and var hashing)
        {
            _image.Read(reader, value, hashing - 1);
            if (reader.IsFromNetwork) _image.Rehash(reader, value);
            reader.ReadSteps(ref RawMemory.Of(value), plan.OwnSteps);
            return;
        }

        reader.Charge(_type.Namespace == "System.Collections.Concurrent" ? CostOfConcurrent : Cost);
        var waiting = reader.Waiting;
        var comparer = reader.ReadReference(TypePlan.Of(typeof(object)));
        var items = new object?[reader.CheckCount(reader.ReadCompact(), 1, CostOfItem)];
        if (_value is not null && items.Length % 2 != 0) throw ObjectReader.Corrupt();
        for (var index = 0; index < items.Length; index++) items[index] = reader.ReadItem(PlanAt(index));
        reader.ReadSteps(ref RawMemory.Of(value), plan.OwnSteps);
        // Keys that are complete already need not wait; other keys, whose hash codes depend on this collection, may rely on it.
        if (_key.Kind is PlanKind.String or PlanKind.Raw && (comparer is null || SingletonFormatter.IsOne(comparer)))
        {
            Fill(reader, value, comparer, items);
        }
        else
        {
            reader.FinishLater(waiting, value, this, comparer, items);
        }
    }

    internal override void Fill(ObjectReader reader, object collection, object? comparer, object?[] items)
    {
        try
        {
            if (IsHashed) CheckKeys(reader, comparer, items);
            if (reader.IsFromNetwork && IsHashed) Careful.Fill(reader, collection, comparer, items);
            else if (_value is null) FillSequence(collection, comparer, items);
            else FillDictionary((IDictionary)collection, comparer, items);
        }
        catch (Exception exception) when (exception is not (InvalidDataException or OutOfMemoryException))
        {
            throw new InvalidDataException($"A message between processes holds a {TypeName.Full(_type)} whose elements do not make one.",
                exception);
        }
    }

    private bool IsHashed => _value is not null || _type.Name == "HashSet`1";

    private CarefulFill Careful => _careful ??= CarefulFill.For(_type, _key.Type);

    private void CheckKeys(ObjectReader reader, object? comparer, object?[] items)
    {
        if (reader.LookAtKeys(_key, comparer) is not { } look) return;
        for (var index = 0; index < items.Length; index += _value is null ? 1 : 2) look.Look(items[index]);
    }

    // Returns keys and values in turn, or elements. The snapshot is consistent even if the collection changes meanwhile.
    private object?[] Items(object collection)
    {
        var items = new ArrayList();
        if (_value is null)
        {
            foreach (var item in (IEnumerable)collection) items.Add(item);
            if (_type.Name == "ConcurrentStack`1") items.Reverse();
        }
        else
        {
            foreach (DictionaryEntry entry in (IDictionary)collection)
            {
                items.Add(entry.Key);
                items.Add(entry.Value);
            }
        }

        return items.ToArray();
    }

    private TypePlan PlanAt(int index) => _value is not null && index % 2 == 1 ? _value : _key;

    private object? Comparer(object collection)
    {
        var property = _type.GetProperty("Comparer")
            ?? _type.GetProperty("EqualityComparer", BindingFlags.Instance | BindingFlags.NonPublic);
        var comparer = property?.GetValue(collection);
        // The default comparer is sent as null, and found again by that.
        return comparer is null || !_type.IsGenericType
            || comparer.Equals(typeof(EqualityComparer<>).MakeGenericType(_key.Type).GetProperty("Default")!.GetValue(null))
            ? _type.IsGenericType ? null : comparer : comparer;
    }

    private void FillDictionary(IDictionary collection, object? comparer, object?[] items)
    {
        var comparerType = _type.IsGenericType ? typeof(IEqualityComparer<>).MakeGenericType(_key.Type) : typeof(IEqualityComparer);
        Construct(collection, [comparerType], [comparer]);
        for (var index = 0; index < items.Length; index += 2) collection.Add(items[index]!, items[index + 1]);
    }

    private void FillSequence(object collection, object? comparer, object?[] items)
    {
        var elements = Array.CreateInstance(_key.Type, items.Length);
        for (var index = 0; index < items.Length; index++) elements.SetValue(items[index], index);
        var sequenceType = typeof(IEnumerable<>).MakeGenericType(_key.Type);
        if (_type.Name == "HashSet`1")
        {
            Construct(collection, [sequenceType, typeof(IEqualityComparer<>).MakeGenericType(_key.Type)], [elements, comparer]);
        }
        else
        {
            Construct(collection, [sequenceType], [elements]);
        }
    }

    // The constructor runs on the object that exists.
    private void Construct(object collection, Type[] parameters, object?[] arguments)
    {
        try
        {
            _type.GetConstructor(parameters)!.Invoke(collection, arguments);
        }
        catch (TargetInvocationException exception) when (exception.InnerException is { } inner)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(inner);
        }
    }

    internal override string? NameOf(object member, object owner)
    {
        if (_value is null)
        {
            var index = 0;
            foreach (var item in (IEnumerable)owner)
            {
                if (ReferenceEquals(item, member)) return $"[{index}]";
                index++;
            }
        }
        else
        {
            foreach (DictionaryEntry entry in (IDictionary)owner)
            {
                if (ReferenceEquals(entry.Value, member)) return $"[{entry.Key}]";
                if (ReferenceEquals(entry.Key, member)) return ".Keys";
            }
        }

        return PathText.FieldName(TypePlan.Of(owner.GetType()).OwnSteps, owner, member);
    }
}
