using Multiprocessing.Tests.Targets;

namespace Multiprocessing.Tests;

public sealed class ResultTests
{
    private static int s_counter;

    public static IEnumerable<TheoryDataRow<StartMethod>> Methods => [new(StartMethod.Spawn), new(StartMethod.WarmSpare)];

    [Theory, MemberData(nameof(Methods))]
    public async Task A_lambda_with_captured_variables_gives_its_result(StartMethod method)
    {
        var factor = 7;
        Assert.Equal(42, await ChildProcess.RunAsync(() => 6 * factor, new ProcessOptions { StartMethod = method }));
    }

    [Theory, MemberData(nameof(Methods))]
    public async Task A_child_has_its_own_memory(StartMethod method)
    {
        s_counter = 1;
        var seen = await ChildProcess.RunAsync(() => ++s_counter, new ProcessOptions { StartMethod = method });
        Assert.Equal((1, 1), (seen, s_counter));
    }

    [Theory, MemberData(nameof(Methods))]
    public async Task Arguments_travel_by_position(StartMethod method)
    {
        var options = new ProcessOptions { StartMethod = method };
        Assert.Equal("ab3", await new ChildProcess<string>(static (string a, List<string> b, int c) => a + b[0] + c, ["a", new List<string> { "b" }, 3], options).StartNow());
    }

    [Fact]
    public async Task Arguments_travel_by_name_and_defaults_fill_in()
    {
        var process = new ChildProcess<string>(Describe, new Dictionary<string, object?> { ["name"] = "x" });
        process.Start();
        Assert.Equal("x:5", await process);
    }

    [Fact]
    public async Task An_asynchronous_function_is_awaited_in_the_child()
    {
        Assert.Equal(3, await ChildProcess.RunAsync(async () =>
        {
            await Task.Delay(10);
            return 3;
        }));
    }

    [Fact]
    public async Task An_exception_arrives_with_type_message_inner_and_stack()
    {
        var thrown = await Assert.ThrowsAsync<ArgumentException>(() => ChildProcess.RunAsync(Fail));
        Assert.Equal("parameter", thrown.ParamName);
        Assert.IsType<FormatException>(thrown.InnerException);
        Assert.Contains(nameof(Fail), thrown.StackTrace!, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_cross_is_refused_at_start_by_name()
    {
        using var stream = new MemoryStream();
        var refused = Assert.Throws<ProcessBoundaryException>(() => { ChildProcess.Start(() => stream.WriteByte(1)); });
        Assert.Contains("captured variable 'stream'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("System.IO.MemoryStream", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_in_the_parent_cancels_in_the_child()
    {
        using var source = new CancellationTokenSource();
        var token = source.Token;
        var task = ChildProcess.RunAsync(() =>
        {
            token.WaitHandle.WaitOne();
            token.ThrowIfCancellationRequested();
        });
        source.Cancel();
        var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task);
        Assert.Equal(source.Token, thrown.CancellationToken);
    }

    [Theory, MemberData(nameof(Methods))]
    public async Task Progress_reports_arrive_in_order_before_the_result(StartMethod method)
    {
        var seen = new List<int>();
        IProgress<int> progress = new Recorder(seen);
        await ChildProcess.RunAsync(() =>
        {
            for (var number = 0; number < 100; number++) progress.Report(number);
        }, new ProcessOptions { StartMethod = method });
        Assert.Equal(Enumerable.Range(0, 100), seen);
    }

    [Fact]
    public async Task Ten_megabytes_travel_both_ways()
    {
        var data = new byte[10 * 1024 * 1024];
        new Random(1).NextBytes(data);
        Assert.Equal(data, await ChildProcess.RunAsync(static (byte[] bytes) => bytes, data));
    }

    private static string Describe(string name, int age = 5) => $"{name}:{age}";

    private static void Fail() => throw new ArgumentException("wrong", "parameter", new FormatException("inner"));

    private sealed class Recorder(List<int> seen) : IProgress<int>
    {
        public void Report(int value) => seen.Add(value);
    }
}
