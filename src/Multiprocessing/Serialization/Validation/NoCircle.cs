namespace Multiprocessing.Serialization;

/// <summary>The references in these fields lead to an end: one exception within another, a collection around another.</summary>
/// <param name="fields">The offsets of references that may lead to objects of such classes, or to arrays of exceptions.</param>
internal sealed class NoCircle(int[] fields) : Invariant
{
    internal override Verdict Look(object value, Validation others) => others.EndsEverywhere(value);

    internal void AddNext(object value, List<object> next)
    {
        foreach (var field in fields)
        {
            if (RawMemory.Field<object?>(value, field) is { } one) next.Add(one);
        }
    }
}
