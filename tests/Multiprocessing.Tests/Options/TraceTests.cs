using System.Diagnostics;

namespace Multiprocessing.Tests.Options;

/// <summary>The caller's trace and its baggage go on in a child.</summary>
public sealed class TraceTests : IDisposable
{
    private readonly ActivitySource _source = new("Multiprocessing.Tests.ChildTraces");
    private readonly ActivityListener _listener;

    public TraceTests()
    {
        _listener = Listener(_source.Name);
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _source.Dispose();
    }

    [Theory]
    [InlineData(StartMethod.Spawn)]
    [InlineData(StartMethod.WarmSpare)]
    public async Task A_child_and_its_children_are_a_part_of_the_span_in_which_they_were_started(StartMethod method)
    {
        if (method == StartMethod.WarmSpare) await WarmSpares.PrepareAsync(TestContext.Current.CancellationToken);
        var options = new ProcessOptions { StartMethod = method };
        using var span = _source.StartActivity("caller")!.AddBaggage("tenant", "17").AddBaggage("odd", "a=b,c;d\n\u00e4%");
        span.TraceStateString = "vendor=value";
        var expected = (span.TraceId.ToHexString(), span.SpanId.ToHexString(), "vendor=value", "17 a=b,c;d\n\u00e4%");
        Assert.Equal(expected, await ChildProcess.RunAsync(Seen, options));
        Assert.Equal(expected, await ChildProcess.RunAsync(async () => await Task.Run(Seen), options));
        Assert.Equal(expected, await ChildProcess.Start(Seen, options));
        var (trace, _, _, baggage) = await ChildProcess.RunAsync(() => ChildProcess.RunAsync(Seen), options);
        Assert.Equal((expected.Item1, expected.Item4), (trace, baggage));
    }

    [Fact]
    public async Task A_child_without_a_caller_s_span_has_none() =>
        Assert.True(await ChildProcess.RunAsync(static () => Activity.Current is null));

    [Fact]
    public async Task A_pool_that_is_made_in_a_span_does_not_stay_in_it()
    {
        ProcessPool pool;
        using (_source.StartActivity("caller")) pool = new ProcessPool(1);
        await using (pool) Assert.True(await pool.RunAsync(static () => Activity.Current is null));
    }

    [Fact]
    public async Task The_span_of_a_child_is_named_for_what_it_is()
    {
        using var span = _source.StartActivity("caller");
        Assert.Equal("ChildProcess.Run", await ChildProcess.RunAsync(static () => Activity.Current!.OperationName));
    }

    private static (string Trace, string Parent, string? State, string Baggage) Seen()
    {
        var activity = Activity.Current!;
        return (activity.TraceId.ToHexString(), activity.ParentSpanId.ToHexString(), activity.TraceStateString, $"{activity.GetBaggageItem("tenant")} {activity.GetBaggageItem("odd")}");
    }

    private static ActivityListener Listener(string source) => new()
    {
        ShouldListenTo = heard => heard.Name == source,
        Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
    };
}
