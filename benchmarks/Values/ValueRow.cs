using Values.Contestants;

namespace Values;

/// <summary>A value that is written and read again, often.</summary>
internal sealed class ValueRow<T>(string name, Func<T> make, Func<T, T, bool> isSame) : Row(name)
{
    public Func<T> Make => make;

    /// <summary>Whether what came back is what went.</summary>
    public Func<T, T, bool> IsSame => isSame;

    public bool KeepsReferences { get; init; }

    public override RowResult Run(bool quick) => Runner.Run(this, contestant => contestant.Enter(this), quick);
}
