namespace Multiprocessing.Serialization;

/// <summary>Arrays that a collection has filled as far as it says: whoever asks it for a copy takes as much memory.</summary>
/// <param name="arrays">Where its arrays lie.</param>
/// <param name="size">Where it says how far they are filled.</param>
/// <param name="perElement">How many there are in an element of the array.</param>
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
