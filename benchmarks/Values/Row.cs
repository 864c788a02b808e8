namespace Values;

/// <summary>A case that each contestant does.</summary>
internal abstract class Row(string name)
{
    public string Name => name;

    public abstract RowResult Run(bool quick);
}
