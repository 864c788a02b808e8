namespace Multiprocessing.Serialization;

/// <summary>Checks arrays that a collection has filled as far as it says: code that asks it for a copy takes as much memory.</summary>
/// <param name="arrays">The offsets of the arrays.</param>
/// <param name="size">The offset of the count that says how far they are filled.</param>
/// <param name="perElement">How many items one element of the array holds.</param>
internal sealed class FilledArray(int[] arrays, int size, int perElement) : Invariant
{
    internal override Verdict Look(object value, Validation others)
    {
        var filled = RawMemory.Field<int>(value, size);
        if (filled < 0) return Verdict.Broken;
        foreach (var array in arrays)
        {
            if (filled > (RawMemory.Field<Array?>(value, array)?.LongLength ?? 0) * perElement) return Verdict.Broken;
        }

        return Verdict.Holds;
    }
}
