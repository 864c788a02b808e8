using System.Reflection;

namespace Multiprocessing.Tests.Targets;

/// <summary>Defaults of named parameters, functions that cannot be awaited elsewhere, how an end is judged.</summary>
public sealed class FunctionContractTests
{
    [Fact]
    public async Task Parameters_that_are_not_named_take_every_kind_of_default()
    {
        var child = new ChildProcess<string>(Defaults, new Dictionary<string, object?> { ["number"] = 1 });
        child.Start();
        Assert.Equal("1 False Monday  7 Friday", await child);
    }

    [Fact]
    public void A_ValueTask_as_the_result_is_refused_in_words()
    {
        var refused = Assert.Throws<ArgumentException>(() => new ChildProcess<ValueTask<int>>(Later));
        Assert.Contains("AsTask", refused.Message, StringComparison.Ordinal);
        refused = Assert.Throws<ArgumentException>(() => new ChildProcess<ValueTask>(LaterWithout));
        Assert.Contains("AsTask", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exception_that_cannot_describe_itself_still_arrives()
    {
        var options = new ProcessOptions { StandardError = ProcessOutput.Discarded };
        var arrived = false;
        try
        {
            await ChildProcess.RunAsync(static () => { throw new SpeechlessException(); }, options);
        }
        catch (SpeechlessException)
        {
            // Without xunit's help, which reads the message.
            arrived = true;
        }

        Assert.True(arrived);
    }

    [Fact]
    public async Task A_TargetInvocationException_of_the_function_s_own_stays_one()
    {
        var failure = await Assert.ThrowsAsync<TargetInvocationException>(() => ChildProcess.RunAsync(static () => { throw new TargetInvocationException("outer", new FormatException("inner")); }));
        Assert.IsType<FormatException>(failure.InnerException);
    }

    [Fact]
    public async Task A_crash_after_the_function_has_returned_is_seen_by_who_awaits()
    {
        var options = new ProcessOptions { StandardError = ProcessOutput.Discarded };
        var child = ChildProcess.Start(static () => new Thread(static () => throw new FormatException("late")).Start(), options);
        var crash = await Assert.ThrowsAsync<ProcessCrashedException>(async () => await child);
        Assert.Equal(6, crash.ExitStatus!.Signal);
    }

    [Fact]
    public void An_output_that_is_null_is_refused() =>
        Assert.Throws<ArgumentNullException>(static () => ChildProcess.Start(static () => { }, new ProcessOptions { StandardOutput = null! }));

    private static string Defaults(int number, DayOfWeek? day = DayOfWeek.Monday, int? none = null, int seven = 7, DayOfWeek other = DayOfWeek.Friday, CancellationToken token = default) =>
        $"{number} {token.CanBeCanceled} {day} {none} {seven} {other}";

    private static async ValueTask<int> Later()
    {
        await Task.Yield();
        return 1;
    }

    private static async ValueTask LaterWithout() => await Task.Yield();

    private sealed class SpeechlessException : Exception
    {
        public override string Message => throw new FormatException();
    }
}
