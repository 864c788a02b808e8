using Values.Types;

namespace Values.Rows;

internal static class AllRows
{
    public static Row[] All =>
    [
        new ValueRow<FlatRecord>("value-record", Make.Flat, static (a, b) => a == b),
        new ValueRow<Team>("value-graph", Make.Graph, Make.IsSameGraph) { KeepsReferences = true },
        new ValueRow<double[]>("value-doubles", static () => [.. Enumerable.Range(0, 1000).Select(static i => i * 0.1)], AreSame),
        new ValueRow<int[]>("value-ints", static () => [.. Enumerable.Range(0, 1_000_000)], AreSame),
        new ValueRow<SmallRecord[]>("value-records", static () => [.. Make.Small(10_000)], AreSame),
        new ValueRow<List<SmallRecord>>("value-list", static () => [.. Make.Small(1000)], AreSame),
        new ValueRow<List<KeptRecord>>("value-list-kept", Make.Kept, Make.AreSameAndKept) { KeepsReferences = true },
        new ValueRow<Dictionary<string, int>>("value-dictionary", static () => Enumerable.Range(0, 1000).ToDictionary(static i => $"key{i}"), AreSameEntries),
        new ValueRow<Func<int>>("value-closure", Make.Closure, static (a, b) => a() == b()),
        new FirstRow(),
    ];

    private static bool AreSame<T>(IEnumerable<T> sent, IEnumerable<T> received) => received.SequenceEqual(sent);

    private static bool AreSameEntries(Dictionary<string, int> sent, Dictionary<string, int> received) =>
        received.Count == sent.Count && sent.All(entry => received[entry.Key] == entry.Value);
}
