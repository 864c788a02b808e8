using System.Globalization;

namespace Multiprocessing.Tests.Faults;

/// <summary>
/// A child whose code has gone wild writes anything anywhere into the memory that its tree shares, and dies. What it may have damaged is
/// not followed blindly: its parent goes on, or is told.
/// </summary>
/// <remarks>MULTIPROCESSING_SCRIBBLES says how many children, MULTIPROCESSING_SCRIBBLE_FIRST from which seed on.</remarks>
[Collection(FaultCollection.Name)]
public sealed class ScribblingChildTests
{
    private const int Scribbles = 30;
    private const int AtOnce = 3;

    // What users are told, and what the damaged states themselves may seem to say: that a queue is complete, a pipe closed, a semaphore
    // full, an object of another tree.
    private static readonly string[] s_allowed =
    [
        nameof(InvalidDataException), nameof(ObjectDisposedException), nameof(SemaphoreFullException), nameof(BrokenBarrierException), nameof(OperationCanceledException),
        nameof(AbandonedMutexException), nameof(SynchronizationLockException), nameof(InvalidOperationException), nameof(InvalidCastException), nameof(EndOfStreamException), nameof(IOException), nameof(InsufficientMemoryException),
        nameof(ProcessCrashedException), nameof(ProcessPoolBrokenException), nameof(ProcessStartException), nameof(ProcessBoundaryException), nameof(RemoteException),
    ];

    [Fact]
    public async Task The_parent_of_a_child_that_scribbles_over_the_shared_memory_goes_on_or_is_told()
    {
        var (first, count) = (Setting("MULTIPROCESSING_SCRIBBLE_FIRST", 1), Setting("MULTIPROCESSING_SCRIBBLES", Scribbles));
        var told = 0;
        await Parallel.ForEachAsync(Enumerable.Range(first, count), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (seed, _) =>
        {
            using var program = new FaultProgram();
            var report = await program.RunAsync("scribble", seed.ToString(CultureInfo.InvariantCulture));
            Assert.True(report.Contains("child: killed by signal 9 (SIGKILL)"), $"Seed {seed}: {string.Join(Environment.NewLine, report)}");
            var thrown = report.Select(Thrown).OfType<string>().ToArray();
            Assert.True(thrown.All(s_allowed.Contains), $"Seed {seed}: {string.Join(Environment.NewLine, report)}");
            if (thrown.Contains(nameof(InvalidDataException))) Interlocked.Increment(ref told);
        });
        // Most find what is in use.
        Assert.True(told > count / 4, $"{told} of {count}");
    }

    // As in: what: SomeException: why.
    private static string? Thrown(string line) =>
        line.Split(": ") is [_, var type, ..] && type.EndsWith("Exception", StringComparison.Ordinal) ? type : null;

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
