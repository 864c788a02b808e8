using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Multiprocessing.Serialization;

/// <summary>
/// A hash-based collection cannot travel as its fields: hash codes of strings and of references differ in every process.
/// Its elements travel instead, and it is built anew once they are complete, in the object that others may already refer to.
/// </summary>
internal sealed class RebuiltCollection(Type type, Type element, Type? value)
{
    private static readonly Dictionary<Type, RebuiltCollection?> s_found = [];
    private static readonly Lock s_gate = new();

    internal Type CollectionType => type;

    private Type ComparerType => typeof(IEqualityComparer<>).MakeGenericType(element);

    internal static RebuiltCollection? Find(Type type)
    {
        lock (s_gate)
        {
            if (!s_found.TryGetValue(type, out var found)) s_found.Add(type, found = Search(type));
            return found;
        }
    }

    private static RebuiltCollection? Search(Type type)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            if (current.IsGenericType && Describe(current) is { } found) return found;
        }

        return null;
    }

    // Apart, and not inlined: what is not generic is no reason to load the assemblies of these types.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static RebuiltCollection? Describe(Type type)
    {
        var definition = type.GetGenericTypeDefinition();
        var arguments = type.GetGenericArguments();
        if (definition == typeof(Dictionary<,>) || definition == typeof(ConcurrentDictionary<,>)) return new(type, arguments[0], arguments[1]);
        return definition == typeof(HashSet<>) ? new(type, arguments[0], null) : null;
    }

    internal void Write(object collection, Action<object?, Type> write)
    {
        var comparer = type.GetProperty("Comparer")!.GetValue(collection);
        var ordinary = typeof(EqualityComparer<>).MakeGenericType(element).GetProperty("Default")!.GetValue(null);
        write(ReferenceEquals(comparer, ordinary) ? null : comparer, typeof(object));
        var count = ((IEnumerable)collection).Cast<object>().Count();
        write(count, typeof(int));
        if (value is null)
        {
            foreach (var item in (IEnumerable)collection) write(item, element);
            return;
        }

        foreach (DictionaryEntry entry in (IDictionary)collection)
        {
            write(entry.Key, element);
            write(entry.Value, value);
        }
    }

    /// <summary>Reads the elements and returns what completes the collection when all objects are filled.</summary>
    internal Action Read(object collection, Func<Type, object?> read, int limit)
    {
        var comparer = read(typeof(object));
        var count = (int)read(typeof(int))!;
        if ((uint)count > (uint)limit) throw new InvalidDataException("A collection is longer than its message.");
        var keys = Array.CreateInstance(element, count);
        var values = value is null ? null : Array.CreateInstance(value, count);
        for (var index = 0; index < count; index++)
        {
            keys.SetValue(read(element), index);
            values?.SetValue(read(value!), index);
        }

        return () => Build(collection, comparer, keys, values);
    }

    private void Build(object collection, object? comparer, Array keys, Array? values)
    {
        const BindingFlags Constructors = BindingFlags.Instance | BindingFlags.Public;
        if (values is null)
        {
            type.GetConstructor(Constructors, [typeof(IEnumerable<>).MakeGenericType(element), ComparerType])!.Invoke(collection, [keys, comparer]);
            return;
        }

        type.GetConstructor(Constructors, [ComparerType])!.Invoke(collection, [comparer]);
        var dictionary = (IDictionary)collection;
        for (var index = 0; index < keys.Length; index++) dictionary.Add(keys.GetValue(index)!, values.GetValue(index));
    }
}
