using System.Diagnostics;
using Values.Contestants;

namespace Values;

/// <summary>Runs the contestants of a row in turns, so that a slow minute of the machine hits all of them.</summary>
internal static class Runner
{
    public static RowResult Run(Row row, Func<Contestant, Entrant> enter, bool quick)
    {
        var turns = Contestant.All.Where(contestant => contestant.WhyNot(row) is null).Select(contestant => new Turns(contestant, enter(contestant))).ToArray();
        foreach (var turn in turns) turn.Entrant.Check();

        // The runtime compiles anew what is called often, in steps, each on a thread of its own and once nothing new has been called for
        // 100 ms.
        for (var pass = 0; pass < 4; pass++)
        {
            foreach (var turn in turns) turn.WarmUp(TimeSpan.FromMilliseconds(quick ? 50 : 200));
            Thread.Sleep(300);
        }

        var rounds = quick ? 7 : 41;
        for (var round = 0; round < rounds; round++)
        {
            // Each round begins with another contestant: nobody always follows the same neighbour's leftovers.
            for (var i = 0; i < turns.Length; i++) turns[(i + round) % turns.Length].Take();
        }

        var result = new RowResult(row.Name, [.. Contestant.All.Select(contestant =>
            turns.FirstOrDefault(turn => turn.Contestant == contestant)?.Figures() ?? new Figures(contestant.Name) { WhyNot = contestant.WhyNot(row) })]);
        foreach (var turn in turns) turn.Entrant.Dispose();
        return result;
    }

    public static double Median(IEnumerable<double> samples)
    {
        var sorted = samples.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>What one contestant has shown so far.</summary>
    private sealed class Turns(Contestant contestant, Entrant entrant)
    {
        // Of one sample: long beside the clock, short beside the machine's moods.
        private const double SampleNanoseconds = 8e6;

        private readonly List<double> _writes = [];
        private readonly List<double> _reads = [];
        private int _writeCount = 1;
        private int _readCount = 1;

        public Contestant Contestant => contestant;

        public Entrant Entrant => entrant;

        public void WarmUp(TimeSpan time)
        {
            var start = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(start) < time)
            {
                _writeCount = CountFor(entrant.Write(_writeCount));
                _readCount = CountFor(entrant.Read(_readCount));
            }
        }

        public void Take()
        {
            // Nobody clears away what others have left.
            GC.Collect();
            _writes.Add(entrant.Write(_writeCount));
            _reads.Add(entrant.Read(_readCount));
        }

        public Figures Figures()
        {
            var allocated = entrant.Allocated();
            return new Figures(contestant.Name)
            {
                Write = Median(_writes),
                Read = Median(_reads),
                Both = Median(_writes) + Median(_reads),
                WriteAllocated = allocated?.Write,
                ReadAllocated = allocated?.Read,
                Size = entrant.Size,
            };
        }

        private static int CountFor(double nanoseconds) => (int)Math.Clamp(SampleNanoseconds / nanoseconds, 1, 1e6);
    }
}
