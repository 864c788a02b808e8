using System.Buffers;

namespace Multiprocessing.Tests.Serialization;

/// <summary>docs/serialization.md is true: all that it names travels.</summary>
public sealed class TravelTests
{
    public static IEnumerable<TheoryDataRow<string>> Names =>
        SerializationTable.Names("What travels").Where(static name => !s_testedElsewhere.Contains(name)).Select(static name => new TheoryDataRow<string>(name));

    // LiveArgumentTests.
    private static readonly string[] s_testedElsewhere = ["CancellationToken", "IProgress<T>"];

    [Fact]
    public void The_table_and_the_examples_name_the_same() =>
        Assert.Equal(TravelExamples.All.Keys.Order(StringComparer.Ordinal), SerializationTable.Names("What travels").Except(s_testedElsewhere).Order(StringComparer.Ordinal));

    [Theory, MemberData(nameof(Names))]
    public void It_travels_within_a_process(string name)
    {
        foreach (var example in TravelExamples.All[name])
        {
            var bytes = new ArrayBufferWriter<byte>();
            ValueSerializer.Default.Serialize(bytes, example.Value);
            var received = ValueSerializer.Default.Deserialize<object>(bytes.WrittenMemory);
            AssertSameType(name, example.Value, received);
            Assert.Equal(example.View(example.Value), example.View(received));
        }
    }

    [Fact]
    public void All_of_it_travels_to_another_process_and_back()
    {
        foreach (var (name, examples) in TravelExamples.All)
        {
            var values = examples.Select(static example => example.Value).ToArray();
            using var child = ChildProcess.Start(values => SeenInChild(name, values), values, new ProcessOptions { StartMethod = StartMethod.WarmSpare });
            var back = child.Result;
            for (var index = 0; index < examples.Length; index++)
            {
                AssertSameType(name, values[index], back[index]);
                Assert.Equal(examples[index].View(examples[index].Value), examples[index].View(back[index]));
            }
        }
    }

    private static void AssertSameType(string name, object sent, object received)
    {
        // A node is made anew of its text, and how it keeps a number is its own affair.
        if (name != "JsonNode") Assert.Equal(sent.GetType(), received.GetType());
    }

    // The child has the same examples: what arrived must equal them there too, hash codes and singletons included.
    private static object[] SeenInChild(string name, object[] values)
    {
        var examples = TravelExamples.All[name];
        for (var index = 0; index < examples.Length; index++)
        {
            // What is random, or has an identity of its own, is compared in the parent.
            if (name is "Random" or "Exception") continue;
            Assert.Equal(examples[index].View(examples[index].Value), examples[index].View(values[index]));
        }

        return values;
    }
}
