using System.Buffers;
using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Numerics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Multiprocessing.Tests.Serialization.Fuzzing;

/// <summary>
/// Uses a value as a program might that knows nothing of the damage: any exception will do, as long as no memory is touched that is not the
/// value's own, and all comes to an end. Functions are looked at, and never called.
/// </summary>
[SuppressMessage("Design", "CA1031", Justification = "Whatever a damaged value throws when it is used is right.")]
internal static class Touch
{
    private const int Depth = 4;

    // No message is long enough for so many elements.
    private const int Endless = 1_000_000;

    /// <summary>What is being used now, for the one who waits in vain.</summary>
    internal static Type? Current { get; private set; }

    internal static void All(object? value) => All(value, Depth);

    private static void All(object? value, int depth)
    {
        if (value is null || depth == 0) return;
        try
        {
            One(value);
            Members(value, depth - 1);
        }
        catch (Exception exception) when (exception is not EndlessException)
        {
        }
    }

    private static void Members(object value, int depth)
    {
        switch (value)
        {
            case string or Delegate or MemberInfo or Lazy<int>:
                return;
            case ITuple tuple:
                for (var index = 0; index < tuple.Length; index++) All(tuple[index], depth);
                return;
            case DictionaryEntry entry:
                All(entry.Key, depth);
                All(entry.Value, depth);
                return;
            case IEnumerable items when IsPlain(value.GetType()):
                var count = 0;
                foreach (var item in items)
                {
                    if (++count > Endless) throw new EndlessException(value.GetType());
                    if (count < 50) All(item, depth);
                }

                return;
        }

        // What a program has declared, it knows by its fields; and .NET keeps what it shows in some, too.
        foreach (var field in value.GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
        {
            if (!field.FieldType.IsPointer && !field.FieldType.IsPrimitive) All(field.GetValue(value), depth);
        }
    }

    // A query calls functions, which are anybody's here.
    private static bool IsPlain(Type type) =>
        type.IsArray || (type.FullName ?? "").StartsWith("System.Collections.", StringComparison.Ordinal) || type.Namespace is "System" or "System.Linq" && type.Name is "ArraySegment`1" or "Lookup`2";

    private static void One(object value)
    {
        Current = value.GetType();
        switch (value)
        {
            case decimal number:
                Each(() => number.ToString(CultureInfo.InvariantCulture), () => _ = number + 1.5m, () => _ = number * 3.3m, () => _ = 1 / number, () => _ = number % 7m, () => decimal.Round(number, 2), () => _ = (double)number, () => _ = number > 1m);
                return;
            case DateTimeOffset or DateTime or DateOnly or TimeOnly or TimeSpan:
                Each(() => ((IFormattable)value).ToString("O", CultureInfo.InvariantCulture), () => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture), () => ((IFormattable)value).ToString("R", CultureInfo.InvariantCulture));
                return;
            case Rune rune:
                Each(() => rune.ToString(), () => Rune.IsLetter(rune), () => Rune.ToUpperInvariant(rune), () => rune.EncodeToUtf8(new byte[4]));
                return;
            case BigInteger number:
                Each(() => number.ToString(CultureInfo.InvariantCulture), () => _ = number * 7 + number, () => _ = number / 3, () => _ = 1000 / number, () => _ = number >> 40, () => number.ToByteArray());
                return;
            case Memory<int> memory:
                Spread<int>(memory);
                return;
            case Memory<byte> memory:
                Spread<byte>(memory);
                return;
            case ReadOnlyMemory<byte> memory:
                Spread(memory);
                return;
            case ReadOnlyMemory<char> memory:
                Spread(memory);
                return;
            case Memory<string> memory:
                foreach (var text in memory.Span) _ = text?.Length;
                return;
            case ReadOnlySequence<byte> sequence:
                Each(() => sequence.ToArray(), () => sequence.Slice(1).ToArray(), () => _ = sequence.FirstSpan.Length);
                return;
            case ReadOnlySequence<char> sequence:
                Each(() => sequence.ToString(), () => sequence.ToArray());
                return;
            case StringBuilder builder:
                Each(() => builder.ToString(), () => builder.Append("more").Insert(1, "x").Remove(0, 1), () => builder.Replace('x', 'y'));
                return;
            case string text:
                Each(() => _ = text.ToUpperInvariant(), () => _ = text.Normalize(), () => text.GetHashCode(StringComparison.Ordinal));
                return;
            case Exception exception:
                Each(() => exception.ToString(), () => exception.GetBaseException(), () => _ = exception.Data.Count);
                return;
            case Delegate function:
                Each(() => function.Method.ToString(), () => function.GetInvocationList(), () => function.GetHashCode());
                return;
            case Regex regex:
                Each(() => regex.ToString(), () => regex.IsMatch("abc"));
                return;
            case JsonElement element:
                Each(() => element.GetRawText(), () => element.ToString());
                return;
            case JsonDocument document:
                Each(() => document.RootElement.ToString());
                return;
            case XNode or XAttribute or JsonNode or Uri or Version or IPAddress or EndPoint or CultureInfo or MemberInfo or Guid or Half or Int128 or UInt128 or Complex or Index or Range or Enum or TimeZoneInfo:
                Each(() => value.ToString(), () => value.GetHashCode());
                return;
            case Encoding encoding:
                Each(() => encoding.GetBytes("aé\ud800"), () => encoding.GetString([65, 200, 201]));
                return;
            case BitArray bits:
                Each(() => bits.CopyTo(new bool[bits.Length & 0xFFFF], 0), () => bits.Not(), () => bits.LeftShift(3), () => bits.HasAnySet());
                return;
            case Random random:
                Each(() => random.Next(), () => random.NextDouble());
                return;
            case IDictionary<int, string> dictionary:
                Each(() => dictionary.ContainsKey(2), () => dictionary.Remove(1), () => dictionary[77] = "x", () => dictionary[78] = "y", () => _ = dictionary.Keys.Count);
                return;
            case IDictionary<int, int> dictionary:
                for (var key = 0; key < 20; key++) Each(() => dictionary.ContainsKey(key), () => dictionary.Remove(key - 2), () => dictionary[key + 100] = 1);
                return;
            case IDictionary<string, decimal> dictionary:
                Each(() => dictionary.ContainsKey("TWO"), () => dictionary.Remove("one"), () => dictionary["x"] = 1);
                return;
            case ISet<long> set:
                Each(() => set.Contains(2), () => set.Remove(1), () => set.Add(77), () => set.UnionWith([5, 6, 7]), () => set.IntersectWith([5]));
                return;
            case IDictionary dictionary:
                Each(() => dictionary.Contains("a"), () => dictionary.Add("z", 1));
                return;
            case IList { IsReadOnly: false, Count: > 0 } list:
                Each(() => _ = list[0], () => _ = list[^1], () => list[0] = list[list.Count - 1]);
                return;
            case LinkedList<string> list:
                Each(() => list.FindLast("x"), () => list.AddLast("y"), list.RemoveFirst);
                return;
            case ISet<string> set:
                Each(() => set.Contains("b"), () => set.Add("z"), () => set.Remove("a"));
                return;
            case ITuple when !value.GetType().IsValueType:
                Each(() => value.ToString());
                return;
        }
    }

    private static void Spread<T>(ReadOnlyMemory<T> memory)
        where T : unmanaged
    {
        Each(() => memory.ToArray(), () => memory.ToString(), () => memory.Slice(1).Span.Contains(default!), () => memory.Pin().Dispose());
        if (MemoryMarshalIsArray(memory, out var array)) array.AsSpan().Clear();
    }

    private static bool MemoryMarshalIsArray<T>(ReadOnlyMemory<T> memory, out ArraySegment<T> array) =>
        System.Runtime.InteropServices.MemoryMarshal.TryGetArray(memory, out array);

    private static void Each(params ReadOnlySpan<Action> uses)
    {
        foreach (var use in uses)
        {
            try
            {
                use();
            }
            catch (Exception)
            {
            }
        }
    }

    internal sealed class EndlessException(Type type) : Exception($"A {type} that arrived does not end.");
}
