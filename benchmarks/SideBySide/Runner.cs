namespace SideBySide;

/// <summary>Runs the contestants of a row in turns, so that a slow minute of the machine hits all of them.</summary>
internal static class Runner
{
    public static RowResult Run(Row row, bool quick)
    {
        using var python = row.Python is null ? null : PythonContestant.TryStart(row.Python);
        Func<double>?[] contestants = [row.Ours, python is null ? null : python.Sample, row.Peer, row.Limit];
        var samples = contestants.Select(static _ => new List<double>()).ToArray();
        var rounds = quick ? row.QuickRounds : row.Rounds;
        for (var round = -1; round < rounds; round++)
        {
            for (var turn = 0; turn < contestants.Length; turn++)
            {
                // Each round begins with another contestant: nobody always follows the same neighbour's leftovers.
                var index = (turn + round + 1) % contestants.Length;
                var sample = contestants[index]?.Invoke();
                if (round >= 0 && sample is not null) samples[index].Add(sample.Value);
            }
        }

        return new RowResult(row.Name, row.Unit, Median(samples[0])!.Value, Median(samples[1]), Median(samples[2]), Median(samples[3]));
    }

    private static double? Median(List<double> samples)
    {
        if (samples.Count == 0) return null;
        samples.Sort();
        var middle = samples.Count / 2;
        return samples.Count % 2 == 1 ? samples[middle] : (samples[middle - 1] + samples[middle]) / 2;
    }
}
