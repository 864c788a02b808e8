using System.Globalization;

namespace Multiprocessing.Tests.Serialization.Fuzzing;

/// <summary>Damaged messages: an exception or a value, never a crash, a standstill, or more memory than is allowed.</summary>
/// <remarks>MULTIPROCESSING_FUZZ_INPUTS says how many, MULTIPROCESSING_FUZZ_FIRST from which seed on.</remarks>
[Trait("Kind", "stress")]
public sealed class FuzzTests
{
    private const int Inputs = 40_000;

    [Fact]
    public async Task Damaged_messages_are_refused_or_give_values_that_can_be_used()
    {
        var (first, count) = (Setting("MULTIPROCESSING_FUZZ_FIRST", 0), Setting("MULTIPROCESSING_FUZZ_INPUTS", Inputs));
        var diary = Path.GetTempFileName();
        try
        {
            var wrong = await ChildProcess.RunAsync(() => FuzzRun.Run(first, count, diary), TestContext.Current.CancellationToken);
            Assert.True(wrong is null, wrong);
        }
        catch (ProcessCrashedException exception)
        {
            Assert.Fail($"Seed {BitConverter.ToInt32(await File.ReadAllBytesAsync(diary, TestContext.Current.CancellationToken))}: {exception.Message}");
        }
        finally
        {
            File.Delete(diary);
        }
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
