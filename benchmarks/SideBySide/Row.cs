namespace SideBySide;

/// <summary>One line of the table. A contestant gives one sample, in the unit, at each call.</summary>
internal sealed record Row(string Name, string Unit, Func<double> Ours)
{
    /// <summary>The name of a sample in python/samples.py.</summary>
    public string? Python { get; init; }

    public Func<double>? Peer { get; init; }

    public Func<double>? Limit { get; init; }

    public int Rounds { get; init; } = 15;

    public int QuickRounds { get; init; } = 5;
}
