using Multiprocessing.Waiting;

namespace Multiprocessing.Tests.Waiting;

public sealed class DeadlineTests
{
    [Fact]
    public void Only_the_infinite_time_may_be_negative()
    {
        var timeout = TimeSpan.FromTicks(-1);
        Assert.Equal(nameof(timeout), Assert.Throws<ArgumentOutOfRangeException>(() => Deadline.After(timeout)).ParamName);
        Assert.Equal(Timeout.InfiniteTimeSpan, Deadline.After(Timeout.InfiniteTimeSpan).Left);
        Assert.Equal(Timeout.Infinite, Deadline.After(Timeout.InfiniteTimeSpan).LeftMilliseconds);
    }

    [Fact]
    public void No_time_is_over_at_once() => Assert.True(Deadline.After(TimeSpan.Zero).IsOver);

    [Fact]
    public void No_time_is_too_long()
    {
        Assert.False(Deadline.After(TimeSpan.MaxValue).IsOver);
        Assert.Equal(int.MaxValue, Deadline.After(TimeSpan.FromDays(100)).LeftMilliseconds);
    }
}
