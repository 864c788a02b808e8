namespace Values.Contestants;

/// <summary>A contestant that runs in this process.</summary>
internal abstract class DotnetContestant : Contestant
{
    /// <param name="keepsReferences">Whether shared objects and cycles must stay what they are; some have a slower mode for it.</param>
    public abstract Codec<T> Create<T>(bool keepsReferences);

    public override Entrant Enter<T>(ValueRow<T> row) => new DotnetEntrant<T>(Create<T>(row.KeepsReferences), row);

    public override double First() => FirstValue.InNewProcess(this);
}
