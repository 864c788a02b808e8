using System.Globalization;

namespace Multiprocessing.Tests.Serialization.Properties;

/// <summary>What is sent is what is received, for whatever graph.</summary>
/// <remarks>MULTIPROCESSING_GRAPHS says how many.</remarks>
public sealed class PropertyTests
{
    private static int Graphs =>
        int.TryParse(Environment.GetEnvironmentVariable("MULTIPROCESSING_GRAPHS"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 4_000;

    [Fact]
    public void Any_graph_arrives_as_it_was_within_a_process()
    {
        for (var (seed, count) = (0, Graphs); seed < count; seed++)
        {
            var graph = GraphGenerator.Make(seed);
            AssertSame(seed, graph, Copy(seed, graph));
            // Sending it has changed nothing.
            AssertSame(seed, GraphGenerator.Make(seed), graph);
        }
    }

    [Fact]
    public void All_graphs_arrive_as_they_were_in_another_process_and_come_back()
    {
        const int First = 1_000_000;
        var graphs = MakeAll(First, Graphs);
        var (difference, back) = ChildProcess.Start(static (object?[] received) => (Difference(MakeAll(First, received.Length), received), received), graphs).Result;
        Assert.True(difference is null, $"In the child, {difference}");
        difference = Difference(graphs, back);
        Assert.True(difference is null, difference);

        // The number in the way is the graph's, counted from the first one.
        static string? Difference(object?[] sent, object?[] received) => GraphComparer.Difference(sent, received) is { } found ? $"of the graphs from seed {First} on: {found}" : null;
    }

    private static object? Copy(int seed, object? graph)
    {
        try
        {
            return Codec.Copy(graph);
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"The graph of seed {seed} does not travel.", exception);
        }
    }

    private static object?[] MakeAll(int first, int count) => [.. Enumerable.Range(first, count).Select(GraphGenerator.Make)];

    private static void AssertSame(int seed, object? sent, object? received)
    {
        var difference = GraphComparer.Difference(sent, received);
        Assert.True(difference is null, $"The graph of seed {seed}{difference}");
    }
}
