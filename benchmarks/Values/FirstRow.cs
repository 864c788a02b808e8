using Values.Contestants;

namespace Values;

/// <summary>The first value of a type in a process, which is what a child pays that is started for one call.</summary>
internal sealed class FirstRow() : Row("value-first")
{
    public override RowResult Run(bool quick)
    {
        var contestants = Contestant.All.Where(contestant => contestant.WhyNot(this) is null).ToArray();
        var samples = contestants.ToDictionary(static contestant => contestant, static _ => new List<double>());
        for (var round = 0; round < (quick ? 3 : 11); round++)
        {
            foreach (var contestant in contestants) samples[contestant].Add(contestant.First());
        }

        return new RowResult(Name, [.. Contestant.All.Select(contestant => samples.TryGetValue(contestant, out var own)
            ? new Figures(contestant.Name) { Both = Runner.Median(own) }
            : new Figures(contestant.Name) { WhyNot = contestant.WhyNot(this) })]);
    }
}
