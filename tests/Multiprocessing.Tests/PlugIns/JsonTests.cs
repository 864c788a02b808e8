using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Multiprocessing.Tests.PlugIns;

/// <summary>A serializer of a few lines, and what it leaves as it is.</summary>
public sealed class JsonTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly ProcessOptions s_options = new() { Serializer = new JsonValueSerializer() };

    public static IEnumerable<TheoryDataRow<StartMethod>> Methods => [new(StartMethod.Spawn), new(StartMethod.WarmSpare)];

    [Theory, MemberData(nameof(Methods))]
    public async Task Arguments_and_results_travel_by_it(StartMethod method)
    {
        // The private part stays behind: so it was JSON.
        var result = await ChildProcess.RunAsync<Part, Part>(static part => new Part($"{part.Name} {part.Secret}") { Secret = 2 }, new Part("nut") { Secret = 1 }, new ProcessOptions(s_options) { StartMethod = method });
        Assert.Equal(("nut 0", 0), (result.Name, result.Secret));
    }

    [Fact]
    public void A_refusal_names_the_argument()
    {
        var refusal = Assert.Throws<ProcessBoundaryException>(() => { ChildProcess.Start(static (Loop loop) => { }, new Loop(), s_options); });
        Assert.Contains("argument 'loop'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(JsonValueSerializer), refusal.Message, StringComparison.Ordinal);
        Assert.IsType<JsonException>(refusal.InnerException);
    }

    [Fact]
    public async Task A_token_stays_live()
    {
        using var source = new CancellationTokenSource();
        var child = ChildProcess.Start(static (CancellationToken token) => token.WaitHandle.WaitOne(), source.Token, s_options);
        Assert.False(child.Join(TimeSpan.FromMilliseconds(100)));
        await source.CancelAsync();
        Assert.True(await child.AsTask().WaitAsync(s_patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_progress_object_stays_live()
    {
        var seen = new List<int>();
        await ChildProcess.RunAsync(
            static progress =>
            {
                for (var number = 1; number <= 3; number++) progress.Report(number);
            }, Receiver.Of<int>(seen.Add), s_options);
        Assert.Equal([1, 2, 3], seen);
    }

    [Fact]
    public async Task A_function_travels_as_argument_and_as_result()
    {
        var captured = new Part("captured") { Secret = 5 };
        var back = await ChildProcess.RunAsync<Func<int, int>, Func<int, int>>(static function => number => function(number) * 10, number => number + captured.Secret, s_options);
        Assert.Equal(60, back(1));
    }

    private sealed class JsonValueSerializer : ValueSerializer
    {
        public override void Serialize(IBufferWriter<byte> destination, object? value, Type type)
        {
            using var writer = new Utf8JsonWriter(destination);
            JsonSerializer.Serialize(writer, value, type);
        }

        public override object? Deserialize(ReadOnlyMemory<byte> source, Type type) => JsonSerializer.Deserialize(source.Span, type);
    }

    private sealed record Part(string Name)
    {
        [JsonIgnore]
        internal int Secret { get; init; }
    }

    private sealed class Loop
    {
        public Loop Next => this;
    }
}
