namespace Values.Contestants;

/// <summary>A serializer that takes part.</summary>
internal abstract class Contestant
{
    public static IReadOnlyList<Contestant> All { get; } =
    [
        new OursContestant(), new MemoryPackContestant(), new NerdbankContestant(), new MessagePackContestant(),
        new OrleansContestant(), new JsonContestant(), new PickleContestant(),
    ];

    public abstract string Name { get; }

    /// <returns>Why it cannot do the row; null if it can.</returns>
    public virtual string? WhyNot(Row row) => null;

    /// <summary>Makes it ready for one row.</summary>
    public abstract Entrant Enter<T>(ValueRow<T> row);

    /// <returns>Nanoseconds of the first value of a process that was started for it.</returns>
    public abstract double First();
}
