using System.Diagnostics;

namespace Multiprocessing.Tests.Pools;

/// <summary>The caller's trace goes on in the worker.</summary>
public sealed class TraceTests : IDisposable
{
    private static readonly List<string> s_heard = [];

    private readonly ActivitySource _source = new("Multiprocessing.Tests.Traces");
    private readonly ActivityListener _listener;

    public TraceTests()
    {
        _listener = Listener(_source.Name, static _ => { });
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _source.Dispose();
    }

    [Fact]
    public async Task A_task_is_a_part_of_the_span_in_which_it_was_submitted()
    {
        using var pool = new ProcessPool(1);
        using var span = _source.StartActivity("caller")!;
        span.TraceStateString = "vendor=value";
        var seen = new List<(string Trace, string Parent, string State)> { await pool.RunAsync(Seen).Soon() };
        seen.AddRange(await pool.MapAsync(static _ => Seen(), [1, 2, 3]).Soon());
        await foreach (var one in pool.WithOptions(new() { Ordered = false }).StreamAsync(static _ => Seen(), [1, 2])) seen.Add(one);
        Assert.Equal(6, seen.Count);
        Assert.All(seen, one => Assert.Equal((span.TraceId.ToHexString(), span.SpanId.ToHexString(), "vendor=value"), one));
    }

    [Fact]
    public async Task A_task_without_a_callers_span_has_none()
    {
        using var pool = new ProcessPool(1);
        Assert.True(await pool.RunAsync(static () => Activity.Current is null).Soon());
        using (_source.StartActivity("caller")) Assert.False(await pool.RunAsync(static () => Activity.Current is null).Soon());
        Assert.True(await pool.RunAsync(static () => Activity.Current is null).Soon());
    }

    [Fact]
    public async Task Who_listens_in_the_worker_hears_of_each_task_and_how_it_ended()
    {
        using var pool = new ProcessPool(new ProcessPoolOptions { MaxWorkers = 1, Initializer = static () => ActivitySource.AddActivityListener(Listener("Multiprocessing.ProcessPool", Hear)) });
        using var span = _source.StartActivity("caller");
        await pool.RunAsync(static () => 1).Soon();
        await Assert.ThrowsAsync<FormatException>(() => pool.RunAsync(static () => int.Parse("none", System.Globalization.CultureInfo.InvariantCulture)).Soon());
        var heard = await pool.RunAsync(static () => s_heard.ToArray()).Soon();
        Assert.Equal([$"{span!.TraceId} Consumer Unset ", $"{span.TraceId} Consumer Error System.FormatException"], heard);
    }

    [Fact]
    public async Task Baggage_crosses_whatever_is_in_it()
    {
        await using var pool = new ProcessPool(1);
        using var outer = _source.StartActivity("outer")!.AddBaggage("tenant", "17").AddBaggage("over", "old");
        using var inner = _source.StartActivity("inner")!.AddBaggage("over", "new").AddBaggage("odd", "a=b,c;d\n\u00e4\ud83d\ude00%").AddBaggage("empty", "");
        var here = Baggage();
        Assert.Equal(here, await pool.RunAsync(Baggage).Soon());
        Assert.All(await pool.MapAsync(static _ => Baggage(), [1, 2, 3]).Soon(), there => Assert.Equal(here, there));
        Assert.Equal("17new", await pool.RunAsync(static () => Activity.Current!.GetBaggageItem("tenant") + Activity.Current.GetBaggageItem("over")).Soon());
    }

    [Fact]
    public async Task Baggage_that_is_too_long_costs_not_the_trace()
    {
        await using var pool = new ProcessPool(1);
        using var span = _source.StartActivity("caller")!.AddBaggage("long", new string('x', 10_000));
        Assert.Equal((span.TraceId.ToHexString(), span.SpanId.ToHexString(), ""), await pool.RunAsync(Seen).Soon());
    }

    private static string Baggage() => string.Join('&', Activity.Current!.Baggage.Select(static pair => $"{pair.Key}={pair.Value}"));

    private static ActivityListener Listener(string source, Action<Activity> onStopped) => new()
    {
        ShouldListenTo = candidate => candidate.Name == source,
        Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        ActivityStopped = onStopped,
    };

    private static void Hear(Activity span) => s_heard.Add($"{span.TraceId} {span.Kind} {span.Status} {span.GetTagItem("error.type")}");

    private static (string Trace, string Parent, string State) Seen() =>
        Activity.Current is { } span ? ($"{span.TraceId}", $"{span.ParentSpanId}", span.TraceStateString ?? "") : ("", "", "");
}
