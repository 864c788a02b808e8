namespace Multiprocessing.Tests.Targets;

/// <summary>Tokens and progress receivers stay live across the border, captured or as arguments, and further down the tree.</summary>
public sealed class LiveArgumentTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    public static IEnumerable<TheoryDataRow<StartMethod>> Methods => [new(StartMethod.Spawn), new(StartMethod.WarmSpare)];

    [Theory, MemberData(nameof(Methods))]
    public async Task A_token_given_as_argument_is_cancelled_in_the_child(StartMethod method)
    {
        using var source = new CancellationTokenSource();
        var child = ChildProcess.Start(static (CancellationToken token) => token.WaitHandle.WaitOne(), source.Token, new ProcessOptions { StartMethod = method });
        Assert.False(child.Join(TimeSpan.FromMilliseconds(100)));
        await source.CancelAsync();
        Assert.True(await child.AsTask().WaitAsync(s_patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_token_cancelled_before_the_start_is_cancelled_from_the_first_line()
    {
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        var token = source.Token;
        Assert.True(await ChildProcess.RunAsync(() => token.IsCancellationRequested, cancellationToken: CancellationToken.None));
        Assert.False(await ChildProcess.RunAsync(static (CancellationToken token) => token.CanBeCanceled, CancellationToken.None));
    }

    [Fact]
    public async Task A_grandchild_hears_of_a_cancellation_too()
    {
        using var source = new CancellationTokenSource();
        var token = source.Token;
        var child = ChildProcess.Start(() => ChildProcess.Start(() => token.WaitHandle.WaitOne()).Result);
        Assert.False(child.Join(TimeSpan.FromMilliseconds(100)));
        await source.CancelAsync();
        Assert.True(await child.AsTask().WaitAsync(s_patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Two_tokens_are_two_in_the_child()
    {
        using var first = new CancellationTokenSource();
        using var second = new CancellationTokenSource();
        var child = ChildProcess.Start(
            static tokens =>
            {
                tokens.Second.WaitHandle.WaitOne();
                return (tokens.First.IsCancellationRequested, tokens.Second.IsCancellationRequested);
            }, (First: first.Token, Second: second.Token));
        await second.CancelAsync();
        Assert.Equal((false, true), await child.AsTask().WaitAsync(s_patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Reports_of_any_type_arrive_and_those_of_a_grandchild_too()
    {
        var seen = new List<(int, string)>();
        var progress = Receiver.Of<(int, string)>(seen.Add);
        await ChildProcess.RunAsync(() =>
        {
            progress.Report((1, "child"));
            ChildProcess.Start(() => progress.Report((2, "grandchild"))).Join();
            progress.Report((3, "child"));
        });
        Assert.Equal([(1, "child"), (2, "grandchild"), (3, "child")], seen);
    }

    [Fact]
    public async Task A_receiver_that_throws_harms_nobody()
    {
        var count = 0;
        var progress = Receiver.Of<int>(_ =>
        {
            count++;
            throw new InvalidOperationException("the receiver's own");
        });
        Assert.Equal(5, await ChildProcess.RunAsync(
            static progress =>
            {
                for (var number = 0; number < 3; number++) progress.Report(number);
                return 5;
            }, progress));
        Assert.Equal(3, count);
    }

    [Fact]
    public async Task Reports_of_a_child_that_is_killed_arrive_as_far_as_they_went()
    {
        var seen = 0;
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var child = ChildProcess.Start(
            static progress =>
            {
                for (var number = 0; ; number++) progress.Report(number);
            }, Receiver.Of<int>(number =>
            {
                Assert.Equal(seen++, number);
                if (seen == 1000) enough.SetResult();
            }));
        await enough.Task.WaitAsync(s_patience, TestContext.Current.CancellationToken);
        child.Kill();
        child.Join();
        Assert.True(seen >= 1000);
    }
}
