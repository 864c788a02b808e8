using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Multiprocessing.Tests.Collections;

/// <summary>Which types may be keys: those whose equality is that of their bytes.</summary>
public sealed class SharedDictionaryKeyTests
{
    private static readonly (string Type, string Advice)[] s_refusals =
    [
        (Refusal<double>(), "BitConverter"),
        (Refusal<float>(), "BitConverter"),
        (Refusal<decimal>(), "string"),
        (Refusal<DateTime>(), "Ticks"),
        (Refusal<DateTimeOffset>(), "UtcTicks"),
        (Refusal<(int, double)>(), "BitConverter"),
        (Refusal<int[]>(), "array"),
        (Refusal<object>(), "record"),
        (Refusal<List<int>>(), "record"),
        (Refusal<OwnEquality>(), "equal"),
        (Refusal<OwnTypedEquality>(), "equal"),
        (Refusal<OwnRecord>(), "equal"),
        (Refusal<DerivedRecord>(), "record"),
        (Refusal<RecordOfList>(), "List"),
        (Refusal<Overlapping>(), "order"),
        (Refusal<Version>(), "record"),
        (Refusal<(int, int?)>(), "equal"),
    ];

    private enum Color : byte
    {
        Red,
        Blue,
    }

    [Fact]
    public void Others_are_refused_and_the_message_says_what_to_do() =>
        Assert.All(s_refusals, static refusal => Assert.Contains(refusal.Advice, refusal.Type, StringComparison.Ordinal));

    [Fact]
    public void Keys_come_back_as_they_were()
    {
        RequireRoundTrip((sbyte)-1, (sbyte)1);
        RequireRoundTrip(true, false);
        RequireRoundTrip('a', 'ä', '\0');
        RequireRoundTrip(short.MinValue, short.MaxValue);
        RequireRoundTrip(1u, uint.MaxValue);
        RequireRoundTrip(long.MinValue, 0L, 1L);
        RequireRoundTrip((nint)1, (nint)2);
        RequireRoundTrip(Int128.MaxValue, Int128.One);
        RequireRoundTrip(Guid.Empty, Guid.NewGuid());
        RequireRoundTrip(TimeSpan.Zero, TimeSpan.FromDays(1));
        RequireRoundTrip(new DateOnly(2026, 1, 1), new DateOnly(2026, 1, 2));
        RequireRoundTrip(Color.Red, Color.Blue);
        RequireRoundTrip("", "a", "a\0", "ä", "\ud800", new string('x', 100_000));
        RequireRoundTrip((1, 2), (2, 1));
        RequireRoundTrip(((byte)1, 2L), ((byte)2, 1L));
        RequireRoundTrip(("a", 1), ("a", 2), ("", 1), (null!, 1));
        RequireRoundTrip(("ab", "c"), ("a", "bc"), ("abc", ""), ("abc", null));
        RequireRoundTrip(((1, "a"), Color.Blue), ((1, "b"), Color.Blue));
        RequireRoundTrip(new Plain(1, 2), new Plain(2, 1));
        RequireRoundTrip(new Padded { Small = 1, Large = 2 }, new Padded { Small = 2, Large = 1 });
        RequireRoundTrip(new Name("Ada", 1), new Name("Ada", 2), new Name("Alan", 1), new Name(null, 1));
        RequireRoundTrip(new PointKey(1, "x"), new PointKey(2, "x"));
        RequireRoundTrip(default(Nothing));
    }

    // What lies between the fields is anybody's.
    [Fact]
    public void Padding_is_no_part_of_a_key()
    {
        using var numbers = new SharedDictionary<Padded, int>();
        Span<Padded> keys = stackalloc Padded[2];
        MemoryMarshal.AsBytes(keys[..1]).Fill(0xFF);
        MemoryMarshal.AsBytes(keys[1..]).Fill(0x55);
        foreach (ref var key in keys) (key.Small, key.Large) = (1, 2);
        numbers[keys[0]] = 1;
        Assert.True(numbers.ContainsKey(keys[1]));
    }

    [Fact]
    public void Equal_records_are_one_key_whatever_their_strings_are()
    {
        using var numbers = new SharedDictionary<Pair, int>();
        var text = new string('a', 20);
        numbers[new Pair(text, text)] = 1;
        Assert.Equal(1, numbers[new Pair(new string('a', 20), new string('a', 20))]);
    }

    [Fact]
    public void A_key_of_a_derived_type_is_refused()
    {
        using var numbers = new SharedDictionary<Name, int>();
        Assert.Throws<ArgumentException>(() => numbers[new LongName("a", 1, 2)] = 1);
    }

    private static void RequireRoundTrip<T>(params T[] keys)
        where T : notnull
    {
        using var numbers = new SharedDictionary<T, int>();
        using var set = new SharedSet<T>();
        for (var index = 0; index < keys.Length; index++)
        {
            Assert.True(numbers.TryAdd(keys[index], index));
            Assert.True(set.Add(keys[index]));
            Assert.False(set.Add(keys[index]));
        }

        for (var index = 0; index < keys.Length; index++) Assert.Equal(index, numbers[keys[index]]);
        Assert.Equal(keys.Select(static (key, index) => (key, index)).OrderBy(static pair => pair.index),
            numbers.Select(static pair => (pair.Key, pair.Value)).OrderBy(static pair => pair.Value));
        Assert.Equal(keys.ToHashSet(), set.ToHashSet());
    }

    private static string Refusal<T>()
        where T : notnull
    {
        Assert.Throws<NotSupportedException>(static () => new SharedSet<T>());
        return Assert.Throws<NotSupportedException>(static () => new SharedDictionary<T, int>()).Message;
    }

    private readonly struct Plain(int one, int other)
    {
        internal readonly int One = one;
        internal readonly int Other = other;
    }

    private struct Padded
    {
        internal byte Small;
        internal long Large;
    }

    private readonly struct Nothing;

    private record Name(string? Text, int Number);

    private sealed record LongName(string? Text, int Number, int More) : Name(Text, Number);

    private sealed record Pair(string One, string Other);

    private readonly record struct PointKey(int Number, string Text);

    private record DerivedRecord(string? Text, int Number, int More) : Name(Text, Number);

    private record RecordOfList(List<int> Items);

    private sealed record OwnRecord(string Text)
    {
        public bool Equals(OwnRecord? other) => string.Equals(Text, other?.Text, StringComparison.OrdinalIgnoreCase);

        public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Text);
    }

    private readonly struct OwnEquality
    {
        public override bool Equals(object? obj) => obj is OwnEquality;

        public override int GetHashCode() => 0;
    }

    [SuppressMessage("Design", "CA1067", Justification = "Refused, since it says what is equal in this way alone.")]
    private readonly struct OwnTypedEquality : IEquatable<OwnTypedEquality>
    {
        bool IEquatable<OwnTypedEquality>.Equals(OwnTypedEquality other) => true;
    }

    [StructLayout(LayoutKind.Explicit)]
    private struct Overlapping
    {
        [FieldOffset(0)]
        internal int Whole;

        [FieldOffset(0)]
        internal short Half;
    }
}
