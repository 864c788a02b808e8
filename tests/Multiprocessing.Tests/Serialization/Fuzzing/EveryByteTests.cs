using System.Globalization;

namespace Multiprocessing.Tests.Serialization.Fuzzing;

/// <summary>Every byte of a message of every kind of value may be another one.</summary>
/// <remarks>MULTIPROCESSING_FUZZ_BYTES says how many values each byte is given; without it, each eighth byte is given one.</remarks>
public sealed class EveryByteTests
{
    [Fact]
    public async Task Each_byte_is_another_one()
    {
        var (rounds, step) = int.TryParse(Environment.GetEnvironmentVariable("MULTIPROCESSING_FUZZ_BYTES"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? (number, 1) : (1, 8);
        var wrong = await ChildProcess.RunAsync(() => EveryByteRun.Run(rounds, step), cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(wrong is null, wrong);
        TestContext.Current.TestOutputHelper!.WriteLine($"{FuzzCorpus.Messages.Length} messages, {2L * rounds * FuzzCorpus.Messages.Sum(static message => message.Bytes.Length) / step} reads");
    }
}
