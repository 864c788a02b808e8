using System.Diagnostics;
using Multiprocessing.Waiting;

namespace Multiprocessing.Tests.Waiting;

public sealed class SpinBudgetTests
{
    private static readonly long s_wakeUp = Stopwatch.Frequency * 25 / 1_000_000;

    // Otherwise two who answer each other at once, and were disturbed once, would sleep and wake each other for ever.
    [Fact]
    public void One_disturbance_is_followed_by_a_trial()
    {
        var budget = new SpinBudget();
        for (var wait = 0; wait < 100; wait++) budget.Learn(Stopwatch.GetTimestamp(), succeeded: true);
        Assert.True(budget.Length < s_wakeUp);
        budget.Learn(Stopwatch.GetTimestamp(), succeeded: false);
        Assert.True(budget.Length > s_wakeUp || Environment.ProcessorCount == 1);
    }

    [Fact]
    public void Watching_in_vain_becomes_rare()
    {
        const int Waits = 6400;
        var budget = new SpinBudget();
        var trials = 0;
        for (var wait = 0; wait < Waits; wait++)
        {
            budget.Learn(Stopwatch.GetTimestamp(), succeeded: false);
            if (budget.Length > s_wakeUp) trials++;
        }

        Assert.True(trials is >= 100 and <= 120 || Environment.ProcessorCount == 1, $"{trials} trials");
    }
}
