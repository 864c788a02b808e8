namespace Multiprocessing.Tests.Models;

public sealed class StripeModelTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1, 2, 0)]
    [InlineData(2, 1, 0)]
    [InlineData(1, 2, 1)]
    [InlineData(2, 1, 1)]
    [InlineData(2, 1, 2)]
    [InlineData(3, 0, 2)]
    public void In_whatever_order_and_whoever_is_killed_readers_see_what_was_committed(int writers, int readers, int deaths) =>
        output.WriteLine($"{new Explorer<StripeModelState>(new StripeModel(writers, readers, deaths)).Explore()} states");
}
